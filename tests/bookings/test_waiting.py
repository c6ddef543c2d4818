from datetime import timedelta

import pytest
from django.urls import reverse

from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed
from bookings.models import Booking, WaitingEntry
from bookings.services import book, cancel, hold, leave, take_option, wait
from bookings.tasks import expire_lapsed_holds
from people.models import Organisation
from reminders.models import Notice
from spaces.sources import differences
from tests.bookings.browsing import ROOM, text_of, typed
from tests.factories.bookings import RulesFactory, at
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def paul():
    """Somebody of another resident organisation."""
    organisation = OrganisationFactory(name="Épi d’Or", status=Organisation.Status.RESIDENT)
    return MembershipFactory(user=UserFactory(name="Paul Guérin"), organisation=organisation).user


@pytest.fixture
def line(ask):
    """What somebody waits for: the room of `ask`, in the name of their own organisation."""

    def facts(user, **more):
        asked = ask(**more)
        return {
            "user": user,
            "organisation": user.active_memberships().get().organisation,
            "room": asked["rooms"][0],
            "title": f"Attente de {user.name}",
            "attendees": 5,
        }

    return facts


def test_a_freed_room_is_offered_to_the_first_in_line_then_to_the_next(ask, line, lucie, paul, samir, now):
    taken = book(**ask(organiser=samir, organisation=None))
    first = wait(**line(paul))
    now.shift(timedelta(minutes=1))
    wait(**line(lucie))
    expire_lapsed_holds()
    assert Booking.objects.filter(status="hold").count() == 0

    cancel(booking=taken, actor=samir)
    expire_lapsed_holds()

    option = Booking.objects.get(status="hold")
    first.refresh_from_db()
    assert (option.organiser, first.offered) == (paul, option)
    assert option.hold_expires_at == at("2026-03-02", "13:01")
    assert Notice.objects.filter(kind="booking.offered", email=paul.email).count() == 1

    now.move_to(at("2026-03-02", "13:02"))
    expire_lapsed_holds()
    assert Booking.objects.get(status="hold").organiser == lucie
    assert differences() == []


def test_who_says_yes_in_time_has_the_room(ask, line, paul, samir):
    taken = book(**ask(organiser=samir, organisation=None))
    wait(**line(paul))
    cancel(booking=taken, actor=samir)
    expire_lapsed_holds()

    booking = take_option(booking=Booking.objects.get(status="hold"), actor=paul)

    assert (booking.status, booking.hold_expires_at) == ("confirmed", None)
    with pytest.raises(AlreadyDecided):
        take_option(booking=booking, actor=paul)
    assert differences() == []


def test_an_option_is_for_its_people_until_its_hour(ask, lucie, paul, clain, now):
    option = hold(**ask(), until=at("2026-03-02", "12:00"))
    with pytest.raises(NotAllowed):
        take_option(booking=option, actor=paul)
    now.move_to(at("2026-03-02", "12:00"))
    with pytest.raises(AlreadyDecided):
        take_option(booking=option, actor=lucie)


def test_an_option_in_a_room_with_an_approver_still_waits_for_them(ask, lucie, clain):
    RulesFactory(space=clain, needs_approval=True)
    option = hold(**ask(), until=at("2026-03-02", "12:00"))

    assert take_option(booking=option, actor=lucie).status == "pending"


def test_one_waits_only_for_what_one_could_book_and_others_hold(ask, line, lucie, paul):
    with pytest.raises(BookingRefused) as refused:
        wait(**line(paul))
    assert refused.value.message == "Cette salle est libre à ces heures : réservez-la."
    book(**ask())
    with pytest.raises(BookingRefused):
        wait(**line(paul) | {"attendees": 99})
    with pytest.raises(NotAllowed):
        wait(**line(paul) | {"organisation": lucie.active_memberships().get().organisation})

    assert wait(**line(paul)) == wait(**line(paul))


def test_who_has_left_the_line_is_offered_nothing(ask, line, lucie, paul, samir):
    taken = book(**ask(organiser=samir, organisation=None))
    entry = wait(**line(paul))
    with pytest.raises(NotAllowed):
        leave(entry=entry, user=lucie)
    leave(entry=entry, user=paul)
    cancel(booking=taken, actor=samir)

    expire_lapsed_holds()

    assert Booking.objects.filter(status="hold").count() == 0


def test_from_the_refusal_to_the_room_by_the_pages(client, ask, paul, samir):
    taken = book(**ask(organiser=samir, organisation=None))
    client.force_login(paul)
    organisation = paul.active_memberships().get().organisation
    form = typed(organisation=str(organisation.pk), attendees="5")

    refused = client.post(ROOM, form)
    assert refused.context["refusal"]["lines"] == []
    assert "M’inscrire en liste d’attente" in text_of(refused)
    answer = client.post(refused.context["refusal"]["wait"], form)
    entry = WaitingEntry.objects.get()
    # What was typed is answered: the browser is told to keep no draft of it.
    assert answer.url == "/mon-espace/?fait=oui"
    assert "data-done" in text_of(client.get(answer.url))
    assert "data-done" not in text_of(client.get("/mon-espace/"))
    assert "Quitter la file" in text_of(client.get("/mon-espace/"))

    cancel(booking=taken, actor=samir)
    expire_lapsed_holds()
    option = Booking.objects.get(status="hold")
    assert "Prendre la salle" in text_of(client.get(option.get_absolute_url()))
    client.post(reverse("bookings:take", args=[option.pk]))
    assert Booking.objects.get(pk=option.pk).status == "confirmed"

    client.force_login(samir)
    assert client.post(reverse("bookings:leave", args=[entry.pk])).status_code == 404


def test_waiting_for_a_free_room_is_answered_with_the_form(client, clain, paul):
    client.force_login(paul)
    organisation = paul.active_memberships().get().organisation

    answer = client.post(f"{ROOM}attente/", typed(organisation=str(organisation.pk), attendees="5"))

    assert answer.status_code == 409
    assert "Cette salle est libre à ces heures : réservez-la." in text_of(answer)
