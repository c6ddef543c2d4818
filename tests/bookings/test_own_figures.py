"""Outside the back office: those who approve read their spaces, members the share of their organisation."""

from datetime import date

import pytest
from django.urls import reverse

from bookings import services
from bookings.readings import readings_of
from people.services import grant
from tests.bookings.browsing import text_of
from tests.factories.bookings import room
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def meet(ask):
    """Two hours on Monday 2 March."""
    services.book(**ask(day="2026-03-02", start="10:00", end="12:00"))


def read(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("bookings:own_figures"), asked)


def test_somebody_without_any_is_told(client, place):
    assert "Aucun chiffre pour vous." in text_of(read(client, UserFactory()))


def test_an_approver_reads_the_spaces_they_approve(client, clain, place, ask):
    room(place, "Salle de la Boivre")
    meet(ask)
    user = UserFactory()
    grant(user=user, permission="approve_space", target=clain, given_by=None)
    page = read(client, user, du="2026-03-02", au="2026-03-02", par="space")
    table = page.context["sheet"].table
    assert [group.label for group in table] == ["", "Salle du Clain"]
    assert table.popitem()[1][0].sum == "2\u202fh / 14\u202fh"


def test_a_member_reads_the_share_of_their_organisation_alone(client, lucie, clain, ask, place):
    meet(ask)
    other = MembershipFactory(organisation=OrganisationFactory(name="Coopérative Épi d’Or")).user
    services.book(
        **ask(day="2026-03-02", start="14:00", end="18:00")
        | {"organiser": other, "organisation": other.memberships.get().organisation}
    )
    page = read(client, lucie, du="2026-03-02", au="2026-03-02")
    ((group, (rate,)),) = page.context["sheet"].table.items()
    assert (group.label, rate.sum) == ("Les Petites Mains du Clain", "2\u202fh / 14\u202fh")
    assert "Épi d’Or" not in text_of(page)


def test_whoever_was_opened_the_figures_of_a_place_reads_all_of_it(client, clain, place, ask):
    meet(ask)
    user = UserFactory()
    grant(user=user, permission="view_figures_place", target=place, given_by=None)
    page = read(client, user, du="2026-03-02", au="2026-03-02")
    assert [row.key for row in page.context["readings"]] == ["lieu-la-caserne"]
    assert page.context["sheet"].figures[0]["numerator"]["value"] == "2\u202fh"


def test_a_reading_that_is_not_theirs_is_refused_beside_the_field(client, lucie, ask, place):
    meet(ask)
    page = read(client, lucie, quoi="lieu-la-caserne")
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["quoi"]


def test_an_ended_membership_or_a_closed_account_reads_nothing(client, lucie, ask):
    meet(ask)
    lucie.memberships.update(ends_on=date(2026, 3, 1))
    assert read(client, lucie).context["readings"] == []
    lucie.memberships.update(ends_on=None)
    assert len(readings_of(lucie)) == 1
    lucie.is_active = False
    assert readings_of(lucie) == []


def test_in_a_spreadsheet(client, lucie, ask):
    meet(ask)
    sheet = read(client, lucie, du="2026-03-02", au="2026-03-02", format="csv")
    assert "Les Petites Mains du Clain" in sheet.content.decode("utf-8-sig")
