"""Booking without an account: a name, a mailbox that confirms, a private link to follow, change or cancel."""

import logging

import pytest

from bookings.models import Booking, VisitorRequest
from bookings.notices import CONFIRMED
from bookings.private_links import request_path
from bookings.services import Override, ask_as_visitor, book, confirm_request, reschedule
from people.models import User
from reminders.models import Notice
from reminders.registry import kind_of
from spaces.holds import Hold
from spaces.models import Occupation
from tests.bookings.browsing import ROOM, text_of
from tests.factories.bookings import RulesFactory, TariffFactory, at, room
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

ASK = f"{ROOM}sans-compte/"


@pytest.fixture
def open_room(clain):
    """A room whose rules take the public."""
    RulesFactory(space=clain, audience="public")
    return clain


def typed(**more) -> dict:
    return {
        "day": "2026-03-03",
        "starts": "14:00",
        "ends": "16:00",
        "attendees": "6",
        "layout": "meeting",
        "title": "Atelier semis",
        "name": "Aïcha Benali",
        "email": "Aicha@Exemple.example",
    } | more


@pytest.fixture
def asked(open_room):
    return ask_as_visitor(
        room=Hold(open_room, at("2026-03-03", "14:00"), at("2026-03-03", "16:00")),
        name="Aïcha Benali",
        email="aicha@exemple.example",
        title="Atelier semis",
        attendees=6,
    )


def test_a_visitor_asks_and_only_their_mailbox_confirms(client, open_room):
    answer = client.post(ASK, typed())

    assert answer.status_code == 200
    asked = VisitorRequest.objects.get()
    assert (asked.email, asked.booking, Occupation.objects.count()) == ("aicha@exemple.example", None, 0)
    assert request_path(asked) not in text_of(answer)
    notice = Notice.objects.get(kind="visitor.asked")
    assert (notice.email, notice.recipient) == ("aicha@exemple.example", None)
    link = kind_of("visitor.asked").context(asked, notice)["link"]
    assert link.endswith(request_path(asked))


def test_one_mailbox_waits_for_three_answers_and_one_machine_asks_five_times_an_hour(client, open_room):
    """The mailbox is counted wherever it is typed, by what it has not confirmed yet and by the hour."""
    sent = [client.post(ASK, typed(), REMOTE_ADDR=f"203.0.113.{n}") for n in range(6)]
    assert [answer.status_code for answer in sent] == [200] * 3 + [409] * 2 + [429]
    assert "Beaucoup de messages comme celui-ci" in text_of(sent[-1])
    assert sent[-1].context["form"]["title"].value() == "Atelier semis"
    others = [client.post(ASK, typed(email=f"p{n}@exemple.example")).status_code for n in range(6)]
    assert others == [200] * 5 + [429]


def test_a_mail_scanner_that_opens_the_link_confirms_nothing(client, asked):
    for _scanner in range(3):
        page = client.get(request_path(asked))
        client.head(request_path(asked))
        assert "Rien n’est encore réservé." in text_of(page)
    assert (Booking.objects.count(), User.objects.filter(email="aicha@exemple.example").count()) == (0, 0)


def test_confirming_twice_is_one_booking(client, asked, open_room):
    for _ in range(2):
        assert client.post(request_path(asked), {"deed": "confirm"}).status_code == 302

    booking = Booking.objects.get()
    person = booking.organiser
    assert (booking.status, booking.title, booking.attendees) == ("confirmed", "Atelier semis", 6)
    assert (person.email, person.name, person.has_usable_password()) == (
        "aicha@exemple.example",
        "Aïcha Benali",
        False,
    )
    assert "CONFIRMÉE" in text_of(client.get(request_path(asked)))


def test_the_mails_that_follow_lead_to_the_private_link(asked, ask):
    booking = confirm_request(request=asked)
    other = book(**ask(day="2026-03-04"))

    assert kind_of(CONFIRMED).context(booking, None)["link"].endswith(request_path(asked))
    assert kind_of(CONFIRMED).context(other, None)["link"].endswith(other.get_absolute_url())


def test_the_price_and_what_follows_are_said_before_anything_is_asked(client, asked, open_room, now):
    TariffFactory(space=open_room)
    hours = f"{ASK}?jour=2026-03-03"
    assert "36 € à payer." in text_of(client.get(hours))
    assert "et c’est réservé" in text_of(client.get(hours))
    assert "36 €" in text_of(client.get(request_path(asked)))
    confirm_request(request=asked)
    longer = client.post(request_path(asked), typed(ends="17:00", prix="1"))
    assert "54 € à payer." in text_of(longer)
    assert Booking.objects.get().ends_at == at("2026-03-03", "16:00")
    assert "Rien ne vous sera demandé." in text_of(client.get(request_path(asked)))

    open_room.booking_rules.needs_approval = True
    open_room.booking_rules.save()
    assert "puis une personne du lieu répond" in text_of(client.get(hours))
    now.move_to(at("2026-03-03", "10:00"))
    assert "36 € restent dus." in text_of(client.get(request_path(asked)))


def test_the_link_changes_and_cancels(client, asked):
    confirm_request(request=asked)
    link = request_path(asked)

    change = {"deed": "change"} | typed(day="2026-03-04", attendees="8")
    assert client.post(link, change).status_code == 302
    booking = Booking.objects.get()
    assert (booking.starts_at, booking.attendees) == (at("2026-03-04", "14:00"), 8)
    assert client.post(link, change | {"attendees": "99"}).status_code == 409
    assert client.post(link, change | {"day": "x"}).status_code == 422
    assert client.post(link, {"deed": "cancel"}).status_code == 302
    assert Booking.objects.get().status == "cancelled"
    assert client.post(link, {"deed": "cancel"}).status_code == 409


def test_the_link_says_that_they_are_there(client, asked, now):
    confirm_request(request=asked)
    now.move_to(at("2026-03-03", "13:45"))

    assert "Nous sommes là" in text_of(client.get(request_path(asked)))
    client.post(request_path(asked), {"deed": "arrive"})
    assert Booking.objects.get().checked_in_at == at("2026-03-03", "13:45")


@pytest.mark.parametrize("deed", ["change", "cancel", "arrive"])
def test_nothing_is_changed_before_it_is_confirmed(client, asked, deed):
    assert client.post(request_path(asked), {"deed": deed} | typed()).status_code == 409
    assert Booking.objects.count() == 0


def test_a_link_that_waited_too_long_confirms_nothing(client, asked, now):
    now.move_to(at("2026-03-02", "13:00"))

    assert client.post(request_path(asked), {"deed": "confirm"}).status_code == 409
    assert "faites une nouvelle demande" in text_of(client.get(request_path(asked)))
    assert Booking.objects.count() == 0


def test_a_room_taken_meanwhile_is_told(client, asked, ask):
    book(**ask())

    answer = client.post(request_path(asked), {"deed": "confirm"})

    assert answer.status_code == 409
    assert "n’est pas libre mardi 3 mars 2026 de 14 h à 16 h" in text_of(answer)
    assert User.objects.filter(email="aicha@exemple.example").count() == 0


def test_a_room_to_validate_waits_for_its_approver(client, asked, open_room):
    rules = open_room.booking_rules
    rules.needs_approval = True
    rules.save()

    page = client.post(request_path(asked), {"deed": "confirm"}, follow=True)

    assert Booking.objects.get().status == "pending"
    assert "Une personne du lieu doit encore la valider." in text_of(page)


def test_somebody_who_has_an_account_keeps_it(open_room, asked):
    person = UserFactory(email="Aicha@exemple.example", name="Aïcha B.")

    booking = confirm_request(request=asked)

    assert booking.organiser == person
    assert User.objects.get(pk=person.pk).name == "Aïcha B."


def test_a_closed_account_confirms_nothing(client, asked):
    UserFactory(email="aicha@exemple.example", is_active=False)
    assert client.post(request_path(asked), {"deed": "confirm"}).status_code == 409
    assert Booking.objects.count() == 0


@pytest.mark.parametrize("audience", ["members", "residents", "trained", "staff"])
def test_other_rooms_ask_for_an_account(client, clain, audience):
    RulesFactory(space=clain, audience=audience)
    assert client.get(ASK).status_code == 404
    assert client.post(ASK, typed()).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"email": "x"}, 422, "adresse"),
        ({"name": " "}, 422, "Il manque une réponse ici."),
        ({"attendees": "0"}, 422, "Dites au moins une personne."),
        ({"attendees": "40"}, 409, "Salle du Clain accueille au plus 12 personnes"),
        ({"day": "2026-03-01"}, 409, "Cette heure est déjà passée."),
        ({"starts": "03:00", "ends": "04:00"}, 409, "n’ouvre pas à ces heures"),
    ],
)
def test_nonsense_is_told_and_kept_in_the_form(client, open_room, wrong, status, sentence):
    answer = client.post(ASK, typed(**wrong))

    assert answer.status_code == status
    assert sentence in text_of(answer)
    assert 'value="Atelier semis"' in text_of(answer)
    assert VisitorRequest.objects.count() == 0


def test_a_mailbox_is_not_filled_with_links(client, open_room):
    for day in ("2026-03-03", "2026-03-04", "2026-03-05"):
        assert client.post(ASK, typed(day=day)).status_code == 200

    answer = client.post(ASK, typed(day="2026-03-06"))

    assert answer.status_code == 409
    assert "Trois demandes attendent déjà votre confirmation." in text_of(answer)


def test_a_machine_does_not_ask_for_ever(client, open_room):
    answers = [client.post(ASK, typed(email=f"n{n}@exemple.example")).status_code for n in range(6)]
    assert answers == [200] * 5 + [429]
    assert client.post(ASK, typed(website="x")).status_code == 302
    assert VisitorRequest.objects.count() == 5


def test_the_private_link_is_in_no_log_no_referer_and_no_cache(client, asked, caplog):
    with caplog.at_level(logging.DEBUG):
        page = client.get(request_path(asked))
        client.post(request_path(asked), {"deed": "cancel"})
        client.post(request_path(asked), {"deed": "confirm"})
        client.post(request_path(asked), {"deed": "change", "day": "x"})
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]
    assert request_path(asked) not in caplog.text
    for token in (str(asked.pk), "x", f"{asked.pk}:x"):
        assert client.get(f"/ma-demande/{token}/").status_code == 404


def test_the_page_of_an_open_room_says_that_no_account_is_needed(client, open_room, place):
    room(place, "Réservée", slug="reservee")
    assert ASK in text_of(client.get(ROOM))
    assert "sans-compte" not in text_of(client.get("/espaces/la-caserne/reservee/"))


def test_a_visitor_whom_the_team_moved_reads_the_new_room_and_stays_there(client, asked, place, samir):
    garde = room(place, "Salle de garde")
    RulesFactory(space=garde, audience="public")
    booking = confirm_request(request=asked)
    there = [Hold(garde, at("2026-03-03", "14:00"), at("2026-03-03", "16:00"))]
    reschedule(booking=booking, actor=samir, rooms=there, override=Override(samir, "Travaux."))

    assert "Salle de garde" in text_of(client.get(request_path(asked)))
    hours = {"day": "2026-03-03", "starts": "15:00", "ends": "17:00", "attendees": "6", "layout": "meeting"}
    client.post(request_path(asked), {"deed": "change"} | hours)

    (row,) = booking.booked_spaces.all()
    assert (row.space, row.starts_at) == (garde, at("2026-03-03", "15:00"))
