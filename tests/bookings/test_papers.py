"""Papers before confirmation: the room is kept, nobody confirms without them, a manager may and says why."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from bookings import waiting_notices
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed
from bookings.models import Booking, Proof
from bookings.present.approvals import queue
from bookings.services import Override, approve, book, cancel, hold, receive_proof, reschedule
from journal.models import AuditEvent
from people.services import add_paper
from reminders.models import Notice
from reminders.registry import kind_of
from spaces.holds import Hold
from spaces.models import Space
from spaces.sources import differences
from tests.factories.bookings import RulesFactory, at, foreign_booking, room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
MONDAY = date(2026, 3, 2)


@pytest.fixture
def rules(clain):
    return RulesFactory(space=clain, needs_insurance=True, needs_deposit=True, audience="public")


def insure(association, until=date(2026, 12, 31)) -> None:
    add_paper(
        organisation=association,
        kind="insurance",
        added_by=None,
        valid_from=date(2026, 1, 1),
        valid_until=until,
    )


def test_a_room_that_asks_for_papers_is_kept_and_says_which(rules, ask, samir, association):
    booking = book(**ask())

    assert booking.status == "pending"
    with pytest.raises(BookingRefused) as refused:
        approve(booking=booking, actor=samir)
    assert [str(refusal) for refusal in refused.value.refusals] == [
        (
            "Salle du Clain demande une attestation d’assurance de la structure, valable ce jour-là. "
            "Déposez-la avec les documents de la structure, dans « Mon espace »."
        ),
        "Salle du Clain demande une caution. Déposez-la à l’accueil.",
    ]
    insure(association)
    proof = receive_proof(booking=booking, kind="deposit", actor=samir, received_on=MONDAY)
    booking.refresh_from_db()
    assert (booking.status, booking.decided_by, proof.received_by) == ("confirmed", samir, samir)
    assert differences() == []


def test_whoever_answers_reads_what_is_missing_before_they_answer(rules, place, ask, samir, association):
    asked = book(**ask())
    RulesFactory(space=room(place, "Autre"), needs_approval=True)
    book(**ask(space=Space.objects.get(name="Autre")))

    def said() -> dict:
        return {row["rooms"]: row["lacking"] for row in queue(samir)}

    assert said() == {
        "Autre": "",
        "Salle du Clain": (
            "Salle du Clain demande une attestation d’assurance de la structure, valable ce jour-là. "
            "Salle du Clain demande une caution."
        ),
    }
    insure(association)
    assert said()["Salle du Clain"] == "Salle du Clain demande une caution."
    receive_proof(booking=asked, kind="deposit", actor=samir, received_on=MONDAY)
    assert said() == {"Autre": ""}


def test_an_insurance_that_ends_before_the_day_is_no_insurance(clain, ask, samir, association):
    RulesFactory(space=clain, needs_insurance=True, audience="public")
    insure(association, until=date(2026, 3, 3))
    assert book(**ask(day="2026-03-03")).status == "confirmed"
    assert book(**ask(day="2026-03-04")).status == "pending"
    assert book(**ask(day="2026-03-05", organisation=None)).status == "pending"


def test_a_paper_of_the_organisation_is_good_until_its_day(clain, ask, samir):
    RulesFactory(space=clain, needs_contract=True)
    first = book(**ask())
    receive_proof(
        booking=first,
        kind="contract",
        actor=samir,
        received_on=MONDAY,
        for_organisation=True,
        valid_until=date(2026, 3, 4),
    )
    first.refresh_from_db()
    assert first.status == "confirmed"
    assert book(**ask(day="2026-03-04")).status == "confirmed"
    assert book(**ask(day="2026-03-05")).status == "pending"


def test_a_person_still_answers_where_one_must(clain, ask, samir):
    RulesFactory(space=clain, needs_deposit=True, needs_approval=True)
    booking = book(**ask())
    receive_proof(booking=booking, kind="deposit", actor=samir, received_on=MONDAY)
    booking.refresh_from_db()
    assert booking.status == "pending"
    assert approve(booking=booking, actor=samir).status == "confirmed"


def test_a_manager_does_without_and_the_journal_keeps_why(rules, ask, samir, lucie):
    booking = book(**ask())
    with pytest.raises(NotAllowed):
        approve(booking=booking, actor=samir, override=Override(lucie, "parce que"))
    with pytest.raises(BookingRefused):
        approve(booking=booking, actor=samir, override=Override(samir, " "))

    approve(booking=booking, actor=samir, override=Override(samir, "ils arrivent demain"))

    event = AuditEvent.objects.get(action="booking.override")
    assert (event.actor, event.details) == (
        samir,
        {"reason": "ils arrivent demain", "rules": ["papers.insurance", "papers.deposit"]},
    )
    direct = book(**ask(day="2026-03-04", actor=samir, override=Override(samir, "fête de quartier")))
    assert direct.status == "confirmed"
    assert book(**ask(day="2026-03-05", actor=samir)).status == "pending"


def test_moving_into_such_a_room_waits_for_its_papers(rules, clain, place, ask, lucie):
    booking = book(**ask(space=room(place, "Salle de garde")))
    to = [Hold(clain, at("2026-03-03", "14:00"), at("2026-03-03", "16:00"))]
    assert reschedule(booking=booking, actor=lucie, rooms=to).status == "pending"


def test_only_managers_note_papers_of_what_stands(rules, ask, samir, lucie):
    booking = book(**ask())
    facts = {"booking": booking, "kind": "deposit", "received_on": MONDAY}
    with pytest.raises(NotAllowed):
        receive_proof(**facts, actor=lucie)
    receive_proof(**facts, actor=samir)
    with pytest.raises(ValidationError):
        receive_proof(**facts, actor=samir)
    alone = book(**ask(day="2026-03-04", organisation=None))
    with pytest.raises(AlreadyDecided):
        receive_proof(**facts | {"booking": alone}, actor=samir, for_organisation=True)
    cancel(booking=booking, actor=samir)
    with pytest.raises(AlreadyDecided):
        receive_proof(**facts, actor=samir)
    assert Proof.objects.count() == 1


def test_missing_papers_are_asked_for_now_and_a_week_before(rules, ask, samir, association):
    booking = book(**ask(day="2026-03-24"))

    rows = Notice.objects.filter(kind=waiting_notices.PAPERS).order_by("due_at")
    assert [f"{row.due_at:%d/%m %H:%M}" for row in rows] == ["02/03 08:00", "17/03 13:00"]
    kind = kind_of(waiting_notices.PAPERS)
    assert kind.still_deserved(booking, rows[0]) is None
    assert len(kind.context(booking, rows[0])["papers"]) == 2
    insure(association)
    receive_proof(booking=booking, kind="deposit", actor=samir, received_on=MONDAY)
    booking.refresh_from_db()
    assert kind.still_deserved(booking, rows[0]) == "la réservation est confirmée"


def test_a_request_that_nobody_answers_reaches_the_managers(clain, ask, samir):
    RulesFactory(space=clain, needs_approval=True)
    booking = book(**ask(day="2026-03-24"))

    row = Notice.objects.get(kind=waiting_notices.LATE_ANSWER)
    assert (row.recipient, row.due_at) == (samir, at("2026-03-04", "09:00"))
    kind = kind_of(waiting_notices.LATE_ANSWER)
    assert kind.still_deserved(booking, row) is None
    approve(booking=booking, actor=samir)
    booking.refresh_from_db()
    assert kind.still_deserved(booking, row) == "la réservation est confirmée"


def test_an_option_says_a_day_before_that_it_ends(ask):
    until = at("2026-03-06", "18:00")
    option = hold(**ask(day="2026-03-10"), until=until)
    hold(**ask(day="2026-03-11"), until=at("2026-03-02", "18:00"))

    row = Notice.objects.get(kind=waiting_notices.HOLD_EXPIRING)
    assert row.due_at == at("2026-03-05", "18:00")
    assert kind_of(waiting_notices.HOLD_EXPIRING).still_deserved(option, row) is None


@pytest.fixture
def office(client, samir, settings):
    settings.DEMO = True
    client.force_login(samir)
    return client


def test_the_page_says_what_is_missing_notes_it_and_does_without(office, rules, ask, lucie, client):
    booking = book(**ask())
    url = reverse("booking_proof", args=[booking.pk])
    assert "Salle du Clain demande une caution." in office.get(url).content.decode()
    noted = office.post(url, {"kind": "deposit", "received_on": "2026-03-02"}, follow=True)
    assert [str(said) for said in noted.context["messages"]] == ["C’est noté : caution."]
    assert office.post(url, {"kind": "deposit", "received_on": "2026-03-02"}).status_code == 422
    assert office.post(url, {"aside": ""}).status_code == 422
    office.post(url, {"aside": "assurance vue au guichet"})
    assert Booking.objects.get().status == "confirmed"
    assert office.get(reverse("booking_proof", args=[foreign_booking().pk])).status_code == 404


def test_the_organiser_reads_what_is_missing(client, rules, ask, lucie):
    booking = book(**ask())
    client.force_login(lucie)
    assert "Déposez-la à l’accueil." in client.get(booking.get_absolute_url()).content.decode()
