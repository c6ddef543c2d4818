from datetime import timedelta

import pytest

from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, SlotRefused
from bookings.models import Booking
from bookings.services import (
    approve,
    book,
    cancel,
    check_in,
    declare_attendance,
    expire_holds,
    hold,
    refuse,
    release_early,
    reschedule,
)
from bookings.tasks import expire_lapsed_holds
from people.models import Membership
from people.services import grant
from reminders.models import Notice, Outcome
from spaces.holds import Hold
from spaces.models import Occupation
from spaces.sources import differences
from tests.factories.bookings import RulesFactory, TariffFactory, at, room
from tests.factories.people import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def approver(clain):
    """Whoever answers for the room, which asks for approval."""
    RulesFactory(space=clain, needs_approval=True)
    user = UserFactory(name="Fatou Diallo")
    grant(user=user, permission="approve_space", target=clain, given_by=None)
    return user


def waiting(booking: Booking) -> list[tuple[str, str]]:
    """The notices still to be sent of a booking."""
    rows = Notice.objects.filter(subject_id=str(booking.pk), outcome=Outcome.WAITING)
    return sorted(rows.values_list("kind", "email"))


def test_an_approver_says_yes_once(ask, approver, samir):
    booking = book(**ask())

    approved = approve(booking=booking, actor=approver)

    assert (approved.status, approved.decided_by) == ("confirmed", approver)
    with pytest.raises(AlreadyDecided) as late:
        refuse(booking=booking, actor=samir, reason="Travaux")
    assert late.value.message == "Fatou Diallo a déjà répondu à 9 h : la réservation est confirmée."


def test_an_approver_says_no_with_a_reason_and_the_room_is_free(ask, approver):
    booking = book(**ask())

    with pytest.raises(BookingRefused):
        refuse(booking=booking, actor=approver, reason=" ")
    refused = refuse(booking=booking, actor=approver, reason="La salle est en travaux.")

    assert (refused.status, refused.reason) == ("refused", "La salle est en travaux.")
    assert Occupation.objects.count() == 0
    assert book(**ask()).status == "pending"


def test_only_those_who_answer_for_every_room_decide(ask, approver, place, clain, lucie):
    other = room(place, "Salle de garde")
    rooms = [Hold(space, at("2026-03-03", "14:00"), at("2026-03-03", "16:00")) for space in (clain, other)]
    booking = book(**ask(rooms=rooms))

    for person in (approver, lucie):
        with pytest.raises(NotAllowed):
            approve(booking=booking, actor=person)


def test_a_request_past_its_start_is_not_approved(ask, approver, now):
    booking = book(**ask())
    now.move_to(at("2026-03-03", "15:00"))

    with pytest.raises(BookingRefused):
        approve(booking=booking, actor=approver)


def test_cancelling_frees_the_room_and_reminds_no_one(ask, lucie):
    booking = book(**ask(day="2026-03-06"))
    assert waiting(booking) == [("booking.confirmed", lucie.email), ("booking.reminder", lucie.email)]

    cancelled = cancel(booking=booking, actor=lucie, reason="Grippe")

    assert (cancelled.status, cancelled.price_due) == ("cancelled", 0)
    assert waiting(booking) == [("booking.cancelled", lucie.email), ("booking.confirmed", lucie.email)]
    assert Occupation.objects.count() == 0
    assert differences() == []
    with pytest.raises(AlreadyDecided):
        cancel(booking=booking, actor=lucie)


def test_cancelling_late_leaves_the_price_due_unless_a_manager_cancels(ask, lucie, samir, clain):
    TariffFactory(space=clain)
    late, kind = book(**ask(day="2026-03-02")), book(**ask(day="2026-03-02", start="16:00", end="18:00"))

    assert cancel(booking=late, actor=lucie).price_due == 36
    assert cancel(booking=kind, actor=samir).price_due == 0


def test_what_has_begun_is_cancelled_by_the_team_only(ask, lucie, samir, now):
    booking = book(**ask())
    now.move_to(at("2026-03-03", "14:30"))

    with pytest.raises(AlreadyDecided):
        cancel(booking=booking, actor=lucie)
    assert cancel(booking=booking, actor=samir).status == "cancelled"


def test_an_organisation_s_administrator_may_change_what_a_member_may_only_see(ask, association):
    booking = book(**ask())
    member = MembershipFactory(organisation=association).user
    admin = MembershipFactory(organisation=association, role=Membership.Role.ADMIN).user

    with pytest.raises(NotAllowed):
        cancel(booking=booking, actor=member)
    assert cancel(booking=booking, actor=admin).status == "cancelled"


def test_moving_takes_the_new_hours_and_leaves_the_old_ones(ask, clain, lucie):
    booking = book(**ask(day="2026-03-05"))

    moved = reschedule(
        booking=booking,
        actor=lucie,
        rooms=[Hold(clain, at("2026-03-05", "15:00"), at("2026-03-05", "17:00"))],
        title="Bureau élargi",
    )

    assert (moved.title, moved.starts_at, moved.sequence) == ("Bureau élargi", at("2026-03-05", "15:00"), 1)
    assert book(**ask(day="2026-03-05", start="14:00", end="15:00")).status == "confirmed"
    reminder = Notice.objects.get(
        kind="booking.reminder", outcome=Outcome.WAITING, subject_id=str(booking.pk)
    )
    assert reminder.due_at == at("2026-03-04", "15:00")
    assert differences() == []


def test_a_refused_move_changes_nothing(ask, clain, lucie):
    booking = book(**ask())
    book(**ask(start="16:00", end="18:00"))

    with pytest.raises(SlotRefused):
        reschedule(
            booking=booking,
            actor=lucie,
            rooms=[Hold(clain, at("2026-03-03", "15:00"), at("2026-03-03", "17:00"))],
            title="Autre titre",
        )

    booking = Booking.objects.get(pk=booking.pk)
    assert (booking.title, booking.starts_at, booking.sequence) == (
        "Réunion de bureau",
        at("2026-03-03", "14:00"),
        0,
    )
    assert differences() == []


def test_a_move_in_a_room_with_an_approver_waits_again_a_new_title_does_not(ask, approver, clain, lucie):
    booking = approve(booking=book(**ask()), actor=approver)
    same = [Hold(clain, at("2026-03-03", "14:00"), at("2026-03-03", "16:00"))]

    assert reschedule(booking=booking, actor=lucie, rooms=same, title="Autre").status == "confirmed"
    later = [Hold(clain, at("2026-03-03", "16:00"), at("2026-03-03", "18:00"))]
    assert reschedule(booking=booking, actor=lucie, rooms=later).status == "pending"


def test_the_rest_of_the_time_is_given_back(ask, lucie, now):
    booking = book(**ask())
    now.move_to(at("2026-03-03", "15:00"))

    release_early(booking=booking, actor=lucie)

    assert book(**ask(start="15:00", end="16:00")).status == "confirmed"
    assert differences() == []


def test_the_desk_notes_arrivals_of_today_only(ask, jeanne, lucie, now):
    booking = book(**ask())

    with pytest.raises(NotAllowed):
        check_in(booking=booking, actor=jeanne)
    now.move_to(at("2026-03-03", "14:05"))
    assert check_in(booking=booking, actor=jeanne).checked_in_at == at("2026-03-03", "14:05")
    now.shift(timedelta(minutes=10))
    assert check_in(booking=booking, actor=jeanne).checked_in_at == at("2026-03-03", "14:05")
    with pytest.raises(NotAllowed):
        check_in(booking=booking, actor=lucie)


def test_how_many_came_is_said_by_the_desk_or_by_them_once_it_has_begun(ask, jeanne, lucie, now):
    booking = book(**ask())
    with pytest.raises(AlreadyDecided):
        declare_attendance(booking=booking, actor=lucie, present=7)

    now.move_to(at("2026-03-03", "15:00"))
    assert declare_attendance(booking=booking, actor=jeanne, present=8).attendance_declared == 8
    assert declare_attendance(booking=booking, actor=lucie, present=0).attendance_declared == 0
    for absurd in (-1, 10_001):
        with pytest.raises(BookingRefused):
            declare_attendance(booking=booking, actor=lucie, present=absurd)


def test_options_expire_by_themselves(ask, place, now):
    hold(**ask(), until=at("2026-03-02", "12:00"))

    assert expire_holds(place=place) == 0
    assert expire_lapsed_holds() == 0
    now.move_to(at("2026-03-02", "12:00"))
    assert expire_lapsed_holds() == 1
    assert expire_lapsed_holds() == 0
    assert Occupation.objects.count() == 0


def test_an_option_that_moves_never_outlives_its_new_start(ask, clain, lucie):
    option = hold(**ask(day="2026-03-05"), until=at("2026-03-04", "12:00"))

    moved = reschedule(
        booking=option, actor=lucie, rooms=[Hold(clain, at("2026-03-03", "14:00"), at("2026-03-03", "16:00"))]
    )

    assert (moved.status, moved.hold_expires_at) == ("hold", at("2026-03-03", "14:00"))


def test_an_option_never_outlives_its_start(ask):
    for until in (at("2026-03-02", "08:00"), at("2026-03-03", "15:00")):
        with pytest.raises(BookingRefused):
            hold(**ask(), until=until)
