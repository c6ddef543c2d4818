import email
from datetime import timedelta
from email.policy import default
from functools import partial

import icalendar
import pytest
from django.core import mail

import clock
from bookings import guest_notices
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed
from bookings.models import Booking, Guest
from bookings.private_links import guest_path
from bookings.services import answer_invitation, approve, book, cancel, invite, refuse, reschedule, uninvite
from reminders.models import Notice
from reminders.sweep import sweep
from spaces.holds import Hold
from tests.bookings.browsing import text_of
from tests.factories.bookings import RulesFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

ANA = "ana@exemple.example"
LONGEST = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example"


@pytest.fixture
def ask(ask):
    """Nine days from now by the true clock: what leaves is read by PostgreSQL's."""
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    return partial(ask, day=day)


@pytest.fixture
def booking(ask):
    return book(**ask(title="Réunion « de bureau » ; point, suite"))


def sent(to: str = ANA) -> list[tuple[str, str, icalendar.Event]]:
    """What this address received since the last look: subject, method, event."""
    sweep()
    found = [parsed(message) for message in mail.outbox if message.to == [to]]
    mail.outbox.clear()
    return found


def parsed(message) -> tuple[str, str, icalendar.Event]:
    whole = email.message_from_bytes(message.message().as_bytes(), policy=default)
    (part,) = [part for part in whole.walk() if part.get_filename() == "invitation.ics"]
    body = part.get_payload(decode=True)
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert body.count(b"\n") == body.count(b"\r\n")
    calendar = icalendar.Calendar.from_ical(body)
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == str(calendar["method"])
    (event,) = calendar.walk("VEVENT")
    return str(whole["subject"]), str(calendar["method"]), event


@pytest.mark.django_db(transaction=True)
def test_an_invitation_its_update_and_its_end(booking, lucie, clain):
    (guest,) = invite(booking=booking, actor=lucie, addresses=[f" {ANA.upper()} "])

    ((subject, method, event),) = sent()
    assert (subject, method) == ("Lucie Moreau vous invite : Réunion « de bureau » ; point, suite", "REQUEST")
    assert (str(event["uid"]).split("@")[0], event["sequence"]) == (str(booking.pk), 0)
    assert (event["dtstart"].dt, event["dtend"].dt) == (booking.starts_at, booking.ends_at)
    assert str(event["summary"]) == "Réunion « de bureau » ; point, suite"
    assert (str(event["attendee"]), event["attendee"].params["PARTSTAT"]) == (f"mailto:{ANA}", "NEEDS-ACTION")
    assert (str(event["organizer"]), event["organizer"].params["CN"]) == (
        f"mailto:{lucie.email}",
        "Lucie Moreau",
    )
    assert str(event["status"]) == "CONFIRMED"
    assert sent() == []

    start = booking.starts_at + timedelta(hours=3)
    reschedule(booking=booking, actor=lucie, rooms=[Hold(clain, start, start + timedelta(hours=1))])
    ((subject, method, event),) = sent()
    assert (subject.split(" : ")[0], method, event["sequence"]) == ("C’est changé", "REQUEST", 1)
    assert event["dtstart"].dt == start

    cancel(booking=booking, actor=lucie)
    ((subject, method, event),) = sent()
    assert (subject.split(" : ")[0], method, event["sequence"]) == ("C’est annulé", "CANCEL", 2)
    assert (str(event["status"]), str(event["uid"]).split("@")[0]) == ("CANCELLED", str(booking.pk))
    assert sent() == []
    assert guest.booking.guests.get() == guest


@pytest.mark.django_db(transaction=True)
def test_whoever_is_uninvited_is_told_and_may_be_invited_again(booking, lucie):
    (guest,) = invite(booking=booking, actor=lucie, addresses=[ANA])
    assert [method for _, method, _ in sent()] == ["REQUEST"]

    uninvite(guest=guest, actor=lucie)
    uninvite(guest=guest, actor=lucie)
    ((subject, method, event),) = sent()
    assert (subject.split(" : ")[0], method, "status" in event) == ("Invitation retirée", "CANCEL", False)

    invite(booking=booking, actor=lucie, addresses=[ANA])
    ((subject, method, _),) = sent()
    assert (subject.split(" : ")[0], method) == ("Lucie Moreau vous invite", "REQUEST")


@pytest.mark.django_db(transaction=True)
def test_who_knows_nothing_yet_is_told_nothing_of_what_went_on(booking, lucie, clain):
    guests = invite(booking=booking, actor=lucie, addresses=[ANA, "bob@exemple.example"])
    start = booking.starts_at + timedelta(hours=1)
    reschedule(booking=booking, actor=lucie, rooms=[Hold(clain, start, start + timedelta(hours=1))])
    uninvite(guest=guests[1], actor=lucie)

    ((subject, method, event),) = sent()
    assert (subject.split(" : ")[0], method, event["sequence"]) == ("Lucie Moreau vous invite", "REQUEST", 1)
    assert sent("bob@exemple.example") == []
    invite(booking=booking, actor=lucie, addresses=["eve@exemple.example"])
    cancel(booking=booking, actor=lucie)
    assert sent("eve@exemple.example") == []


@pytest.mark.django_db(transaction=True)
def test_a_request_invites_once_it_is_approved(place, ask, clain, lucie, samir):
    RulesFactory(space=clain, needs_approval=True)
    waiting = book(**ask())
    invite(booking=waiting, actor=lucie, addresses=[ANA])
    assert sent() == []
    approve(booking=waiting, actor=samir)
    assert [method for _, method, _ in sent()] == ["REQUEST"]
    start = waiting.starts_at + timedelta(hours=3)
    moved = [Hold(clain, start, start + timedelta(hours=1))]
    assert reschedule(booking=waiting, actor=lucie, rooms=moved).status == "pending"
    assert sent() == []
    refuse(booking=waiting, actor=samir, reason="travaux")
    assert [method for _, method, _ in sent()] == ["CANCEL"]


@pytest.mark.django_db(transaction=True)
def test_who_declined_hears_no_more_and_may_change_their_mind(booking, lucie):
    (guest,) = invite(booking=booking, actor=lucie, addresses=[ANA])
    sent()
    assert answer_invitation(guest=guest, comes=False).declined_at
    cancel(booking=Booking.objects.get(pk=booking.pk), actor=lucie)
    assert sent() == []
    with pytest.raises(AlreadyDecided):
        answer_invitation(guest=guest, comes=True)


@pytest.mark.parametrize("count", [1, 3])
def test_guests_hear_of_a_change_in_so_many_queries(booking, lucie, count, django_assert_num_queries):
    addresses = [f"p{index}@exemple.example" for index in range(count)]
    invite(booking=booking, actor=lucie, addresses=addresses)
    notices = Notice.objects.filter(kind=guest_notices.INVITED).order_by("email", "occurrence")
    booking.sequence += 1

    with django_assert_num_queries(12):
        guest_notices.follow(booking)

    assert [(notice.email, notice.occurrence, notice.outcome) for notice in notices] == [
        row for address in addresses for row in [(address, "1.0", "cancelled"), (address, "1.1", "waiting")]
    ]

    booking.sequence -= 1
    with django_assert_num_queries(12):
        guest_notices.follow(booking)
    assert [(notice.occurrence, notice.outcome) for notice in notices.all()] == [
        ("1.0", "waiting"),
        ("1.1", "cancelled"),
    ] * count


@pytest.mark.django_db(transaction=True)
def test_a_title_and_an_address_inject_nothing(ask, lucie):
    lucie.name = 'Lucie"\r\nBCC: x@y.example;CN="'
    lucie.save()
    booking = book(**ask(title="Fin\r\nEND:VEVENT\r\nBcc: tous@exemple.example"))
    invite(booking=booking, actor=lucie, addresses=[LONGEST])

    ((subject, _, event),) = sent(LONGEST)
    assert subject.endswith("Fin END:VEVENT Bcc: tous@exemple.example")
    assert str(event["summary"]) == "FinEND:VEVENTBcc: tous@exemple.example"
    assert str(event["attendee"]) == f"mailto:{LONGEST}"
    assert event["organizer"].params["CN"] == "Lucie’BCC: x@y.example;CN=’"


def test_by_whom_and_how_many(booking, lucie, samir):
    with pytest.raises(NotAllowed):
        invite(booking=booking, actor=UserFactory(), addresses=[ANA])
    with pytest.raises(BookingRefused):
        invite(booking=booking, actor=lucie, addresses=[f"p{index}@exemple.example" for index in range(61)])
    assert Guest.objects.count() == 0
    assert [
        guest.email for guest in invite(booking=booking, actor=samir, addresses=[ANA, ANA, lucie.email])
    ] == [ANA]
    assert invite(booking=booking, actor=lucie, addresses=[ANA]) == []
    cancel(booking=booking, actor=lucie)
    with pytest.raises(AlreadyDecided):
        invite(booking=booking, actor=lucie, addresses=["bob@exemple.example"])


def test_the_page_invites_and_keeps_what_was_typed(as_lucie, booking):
    address = f"/mon-espace/reservations/{booking.pk}/invites/"
    assert "Personne n’est invité." in text_of(as_lucie.get(address))

    typed = f"{ANA}, sans arobase@; bob@exemple.example\n{'x' * 300}@exemple.example"
    wrong = as_lucie.post(address, {"addresses": typed})
    assert wrong.status_code == 422
    assert "Ceci n’est pas une adresse : « arobase@ »" in text_of(wrong).replace("« sans », ", "")
    assert "bob@exemple.example" in wrong.content.decode()
    assert Guest.objects.count() == 0

    done = as_lucie.post(address, {"addresses": f"{ANA}\n<bob@exemple.example>"}, follow=True)
    assert "2 personnes sont invitées : un courriel part" in text_of(done)
    guest = Guest.objects.get(email=ANA)
    gone = as_lucie.post(f"/mon-espace/invites/{guest.pk}/retirer/", follow=True)
    assert f"L’invitation de {ANA} est retirée." in text_of(gone)


def test_the_link_declines_and_opening_it_does_not(client, booking, lucie):
    (guest,) = invite(booking=booking, actor=lucie, addresses=[ANA])
    path = guest_path(guest)

    page = client.get(path)
    assert "Lucie Moreau vous invite" in text_of(page)
    assert ANA not in text_of(page)
    assert page["Referrer-Policy"] == "strict-origin"
    guest.refresh_from_db()
    assert guest.declined_at is None

    assert "C’est noté, vous ne viendrez pas." in text_of(client.post(path, {"comes": "no"}, follow=True))
    assert "Je ne viendrai pas" in text_of(client.post(path, {"comes": "yes"}, follow=True))
    assert client.get(f"{path[:-3]}x/").status_code == 404
    uninvite(guest=guest, actor=lucie)
    assert client.post(path, {"comes": "no"}).status_code == 409
    assert "Cette invitation ne tient plus." in text_of(client.get(path))


def test_nobody_else_reads_who_is_invited(client, booking, lucie, jeanne):
    (guest,) = invite(booking=booking, actor=lucie, addresses=[ANA])
    for user in (UserFactory(), jeanne):
        client.force_login(user)
        assert client.get(f"/mon-espace/reservations/{booking.pk}/invites/").status_code == 404
        assert client.post(f"/mon-espace/invites/{guest.pk}/retirer/").status_code == 404
