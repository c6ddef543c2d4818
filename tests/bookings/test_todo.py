"""« À faire cette semaine »: each line leads to the row that it speaks of."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from backoffice.tasks import tasks_for
from bookings.services import book, close_and_rehouse, hold, note_call
from people.models import Organisation, Paper
from spaces.models import Space
from tests.bookings.test_tenancy import let
from tests.factories.bookings import RulesFactory, at
from tests.factories.people import UserFactory
from tests.factories.spaces import SpaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY = date(2026, 3, 2)


@pytest.fixture
def told(samir, place, clain):
    """What the manager is told, as (day, title, address)."""
    Space.objects.filter(place=place).update(area_m2=20)

    def told():
        return [(task.due, task.title, task.href) for task in tasks_for(samir, TODAY)]

    return told


def test_a_request_waits_until_the_day_before(told, ask, clain):
    RulesFactory(space=clain, needs_approval=True)
    Organisation.objects.update(status="member")
    book(**ask(day="2026-03-05"))

    assert told() == [(date(2026, 3, 4), "Valider « Réunion de bureau »", reverse("bookings:approvals"))]


def test_an_option_falls_on_its_day(told, ask, samir):
    asked = ask(day="2026-03-20", actor=samir)
    asked.pop("is_public", None)
    option = hold(**asked, until=at("2026-03-06", "18:00"))
    Organisation.objects.update(status="member")

    assert told() == [(date(2026, 3, 6), "L’option « Réunion de bureau » tombe", option.get_absolute_url())]


def test_agreements_that_end_and_insurances_that_lapse(told, place):
    rooms = [SpaceFactory(place=place, name=f"Bureau {n}", kind="office", area_m2=20) for n in range(3)]
    soon = let("Toit commun", rooms[0], start=date(2025, 1, 1), end=date(2026, 4, 6))
    let("Lointaine", rooms[1], start=date(2025, 1, 1), end=date(2026, 9, 1))
    bare = let(
        "La Varlope", rooms[2], start=date(2025, 1, 1), end=date(2027, 1, 1),
        insurance_expires_on=date(2026, 3, 4),
    )  # fmt: skip

    assert told() == [
        (
            date(2026, 3, 4),
            "Demander l’assurance de La Varlope",
            reverse("agreements:inspect", args=[bare.pk]),
        ),
        # Thirty days before 6 April.
        (
            date(2026, 3, 7),
            "Préparer la suite avec Toit commun",
            reverse("agreements:inspect", args=[soon.pk]),
        ),
    ]


def test_residents_without_an_insurance_of_the_year_are_named_together(told, association):
    assert [title for _, title, _ in told()] == ["Relancer les assurances de l’année"]

    Paper.objects.create(
        organisation=association,
        kind="insurance",
        valid_from=TODAY - timedelta(days=10),
        valid_until=TODAY + timedelta(days=300),
    )
    assert told() == []


def test_a_room_without_area_is_to_be_measured(told, place, clain):
    Space.objects.filter(pk=clain.pk).update(area_m2=None)

    assert told() == [(date(2026, 3, 9), f"Mesurer {clain.name}", reverse("rooms:edit", args=[clain.pk]))]


def test_those_who_lose_their_room_within_two_days_are_to_be_called(told, place, clain, ask, samir):
    Organisation.objects.update(status="member")
    book(**ask())
    book(**ask(day="2026-03-09"))
    facts = {"spaces": [clain], "kind": "works", "reason": "peinture", "actor": samir}
    closure = close_and_rehouse(
        **facts, starts_at=at("2026-03-03", "08:00"), ends_at=at("2026-03-12", "22:00")
    )

    page = reverse("closure_moves", args=[closure.pk])
    assert told() == [(TODAY, "Appeler 1 personne : « peinture »", page)]
    assert tasks_for(UserFactory(), TODAY) == []
    for move in closure.relocations.all():
        note_call(relocation=move, actor=samir)
    assert told() == []


def test_somebody_else_has_nothing_to_do(told, place, clain):
    Space.objects.filter(pk=clain.pk).update(area_m2=None)

    assert told() != []
    assert tasks_for(UserFactory(), TODAY) == []
