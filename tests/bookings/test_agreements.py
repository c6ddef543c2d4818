from datetime import date

import pytest

from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed
from bookings.models import Booking, OccupancyAgreement
from bookings.services import (
    PastStay,
    book,
    close_agreement,
    close_spaces,
    draft_agreement,
    lift_closure,
    record_past,
    sign_agreement,
)
from journal.models import AuditEvent
from spaces.errors import SlotTaken
from spaces.holds import Hold
from spaces.models import Occupation
from spaces.sources import describe, differences
from tests.factories.bookings import AgreementFactory, AgreementSpaceFactory, TariffFactory, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def draft(place, association, clain):
    """A year in the room, not yet signed."""
    agreement = AgreementFactory(place=place, organisation=association)
    AgreementSpaceFactory(agreement=agreement, space=clain)
    return agreement


def test_a_draft_holds_nothing_a_signed_agreement_its_whole_term(draft, samir, ask, clain):
    assert Occupation.objects.count() == 0

    signed = sign_agreement(agreement=draft, actor=samir, signed_on=date(2025, 12, 15))

    row = Occupation.objects.get()
    assert (signed.status, row.used.lower, row.used.upper) == (
        "signed",
        at("2026-01-01", "00:00"),
        at("2027-01-01", "00:00"),
    )
    assert describe([signed.claim_id], samir) == {
        signed.claim_id: "Convention d’occupation : Les Petites Mains du Clain"
    }
    with pytest.raises(BookingRefused):
        book(**ask())
    assert differences() == []


def test_signing_over_a_booking_shows_it_and_writes_nothing(draft, samir, ask):
    book(**ask())

    with pytest.raises(SlotTaken) as taken:
        sign_agreement(agreement=draft, actor=samir, signed_on=date(2026, 3, 1))

    assert [conflict.start for conflict in taken.value.conflicts] == [at("2026-03-03", "14:00")]
    assert OccupancyAgreement.objects.get().status == "draft"


def test_closing_frees_the_days_after_and_keeps_the_past(draft, samir, ask):
    signed = sign_agreement(agreement=draft, actor=samir, signed_on=date(2026, 1, 1))

    closed = close_agreement(agreement=signed, actor=samir, ended_on=date(2026, 3, 2))

    assert (closed.status, closed.ended_on) == ("ended", date(2026, 3, 2))
    assert book(**ask()).status == "confirmed"
    assert differences() == []
    with pytest.raises(AlreadyDecided):
        close_agreement(agreement=closed, actor=samir, ended_on=date(2026, 3, 2))


def test_agreements_are_for_managers_and_within_their_head(draft, samir, lucie, place, association):
    with pytest.raises(NotAllowed):
        sign_agreement(agreement=draft, actor=lucie, signed_on=date(2026, 1, 1))
    draft.head_agreement = AgreementFactory(place=place, organisation=association, ends_on=date(2026, 6, 30))
    with pytest.raises(BookingRefused) as refused:
        draft_agreement(agreement=draft, agreed={}, actor=samir)
    assert refused.value.message == (
        "Une sous-convention finit au plus tard avec la convention principale. Au plus tard le 30/06/2026."
    )
    empty = AgreementFactory(place=place, organisation=association)
    with pytest.raises(BookingRefused):
        sign_agreement(agreement=empty, actor=samir, signed_on=date(2026, 1, 1))


def test_agreements_are_seen_by_those_they_bind(draft, samir, lucie, jeanne):
    for person, seen in ((samir, 1), (lucie, 1), (jeanne, 0)):
        assert OccupancyAgreement.objects.visible_to(person).count() == seen


def test_a_closure_lets_nobody_book_until_it_is_lifted(clain, samir, lucie, ask):
    facts = {
        "spaces": [clain],
        "starts_at": at("2026-03-03", "08:00"),
        "ends_at": at("2026-03-03", "22:00"),
        "kind": "works",
        "reason": "peinture",
    }
    with pytest.raises(NotAllowed):
        close_spaces(**facts, actor=lucie)
    with pytest.raises(BookingRefused):
        close_spaces(**facts | {"reason": " "}, actor=samir)
    closure = close_spaces(**facts, actor=samir)
    with pytest.raises(BookingRefused):
        book(**ask())
    assert differences() == []

    lift_closure(closure=closure, actor=samir)

    assert book(**ask()).status == "confirmed"
    assert differences() == []
    with pytest.raises(AlreadyDecided):
        lift_closure(closure=closure, actor=samir)


def test_a_closure_over_a_booking_shows_it(clain, samir, ask):
    book(**ask())

    with pytest.raises(SlotTaken):
        close_spaces(
            spaces=[clain],
            starts_at=at("2026-03-03", "15:00"),
            ends_at=at("2026-03-03", "18:00"),
            kind="works",
            reason="peinture",
            actor=samir,
        )


def test_a_paper_calendar_is_taken_over_without_a_word_to_anyone(place, clain, samir, lucie, association):
    TariffFactory(space=clain)

    def stay(day: str, start: str = "14:00", end: str = "16:00", **more) -> PastStay:
        return PastStay(
            **{
                "organiser": lucie,
                "organisation": association,
                "room": Hold(clain, at(day, start), at(day, end)),
                "title": "Réunion",
                "attendees": 8,
                "attendance": 6,
            }
            | more
        )

    with pytest.raises(NotAllowed):
        record_past(place=place, stays=[stay("2026-02-03")], actor=lucie, reason="Cahier")
    with pytest.raises(BookingRefused):
        record_past(place=place, stays=[stay("2026-03-03")], actor=samir, reason="Cahier")
    assert Booking.objects.count() == 0

    (booking,) = record_past(place=place, stays=[stay("2026-02-03")], actor=samir, reason="Cahier de 2026")

    assert (booking.status, booking.price_due, booking.attendance_declared) == ("confirmed", 36, 6)
    assert AuditEvent.objects.get(action="booking.past_recorded").details == {
        "reason": "Cahier de 2026",
        "count": 1,
    }
    assert differences() == []
    with pytest.raises(SlotTaken):
        record_past(place=place, stays=[stay("2026-02-03", "15:00", "17:00")], actor=samir, reason="Cahier")
    assert record_past(place=place, stays=[], actor=samir, reason="Rien") == []
