"""Each view of a scoped viewset, on one's own object and on another's."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse
from openpyxl import load_workbook
from wagtail.admin.views.generic import IndexView

from backoffice.viewsets import ScopedViewSet
from people.access import STAFF
from people.models import Membership, Organisation
from tests.factories.people import MembershipFactory, OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.urls("tests.backoffice.urls")]

ON_ONE = ["edit", "delete", "inspect", "history", "history_results", "usage", "copy"]


@pytest.mark.parametrize("view", ON_ONE)
def test_a_foreign_object_is_not_found(office, mine, theirs, view):
    assert office.get(reverse(f"essai:{view}", args=[mine.pk])).status_code == 200
    assert office.get(reverse(f"essai:{view}", args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize("view", ["edit", "delete", "usage"])
def test_what_one_sees_without_changing_it_cannot_be_written(office, manager, view):
    seen = MembershipFactory(user=manager, role=Membership.Role.MEMBER)
    assert office.get(reverse("essai:inspect", args=[seen.pk])).status_code == 200
    assert office.get(reverse(f"essai:{view}", args=[seen.pk])).status_code == 404
    assert office.post(reverse(f"essai:{view}", args=[seen.pk])).status_code == 404
    page = office.get(reverse("essai:index")).content.decode()
    assert reverse("essai:edit", args=[seen.pk]) not in page


@pytest.mark.parametrize("view", ["index", "index_results"])
def test_the_list_shows_ones_own(office, mine, theirs, view):
    page = office.get(reverse(f"essai:{view}")).content.decode()
    assert "La mienne" in page
    assert "La leur" not in page.replace('<option value="', "")


def test_a_filter_on_anothers_object_finds_nothing(office, mine, theirs):
    found = office.get(reverse("essai:index_results"), {"organisation": theirs.organisation.pk})
    assert "La leur" not in found.content.decode().replace("<option", "")


def test_the_list_costs_the_same_with_three_rows(office, manager, django_assert_num_queries):
    MembershipFactory(user=manager)
    office.get(reverse("essai:index_results"))
    with django_assert_num_queries(8):
        office.get(reverse("essai:index_results"))
    MembershipFactory.create_batch(2, user=manager)
    with django_assert_num_queries(8):
        office.get(reverse("essai:index_results"))


def test_exports_hold_ones_own(office, mine, theirs):
    text = b"".join(office.get(reverse("essai:index"), {"export": "csv"}).streaming_content).decode()
    assert text.splitlines()[1:] == ["La mienne,admin"]
    book = BytesIO(b"".join(office.get(reverse("essai:index"), {"export": "xlsx"}).streaming_content))
    rows = list(load_workbook(book).active.iter_rows(values_only=True))
    assert rows[1:] == [("La mienne", "admin")]


def test_an_exported_cell_is_never_a_formula(office, manager):
    MembershipFactory(user=manager, organisation__name='=HYPERLINK("http://x")')
    text = b"".join(office.get(reverse("essai:index"), {"export": "csv"}).streaming_content).decode()
    assert text.splitlines()[1].startswith("\"'=HYPERLINK")


def test_one_cannot_write_an_object_into_anothers_hands(office, manager, mine, theirs):
    organisation = OrganisationFactory()
    asked = {
        "user": theirs.user.pk,
        "organisation": organisation.pk,
        "role": "admin",
        "starts_on": "2026-01-01",
    }
    assert office.post(reverse("essai:add"), asked).status_code == 200
    assert Membership.objects.filter(organisation=organisation).count() == 0


def test_what_is_written_out_of_reach_is_taken_back(office, manager):
    here = MembershipFactory(user=manager, ends_on=date(2099, 12, 31)).organisation
    asked = {"user": manager.pk, "organisation": here.pk, "role": "member", "starts_on": "2100-01-01"}
    assert office.post(reverse("essai:add"), asked).status_code == 404
    assert Membership.objects.filter(organisation=here).count() == 1
    assert office.post(reverse("essai:add"), {**asked, "role": "admin"}).status_code == 302
    assert Membership.objects.filter(organisation=here).count() == 2


def test_deleting_deletes_ones_own(office, mine, theirs):
    assert office.post(reverse("essai:delete", args=[theirs.pk])).status_code == 404
    assert office.post(reverse("essai:delete", args=[mine.pk])).status_code == 302
    assert list(Membership.objects.all()) == [theirs]


@pytest.mark.parametrize("view", ["add", "edit", "delete", "copy", "usage"])
def test_a_read_only_viewset_has_no_address_that_writes(view):
    with pytest.raises(NoReverseMatch):
        reverse(f"lecture:{view}", args=[] if view == "add" else [1])


@pytest.mark.parametrize("view", ["inspect", "history"])
def test_a_read_only_viewset_shows_ones_own(office, mine, theirs, view):
    assert office.get(reverse(f"lecture:{view}", args=[mine.pk])).status_code == 200
    assert office.get(reverse(f"lecture:{view}", args=[theirs.pk])).status_code == 404
    assert office.get(reverse("lecture:index")).status_code == 200


def test_the_chooser_offers_and_names_ones_own(office, mine, theirs):
    for view in ("choose", "choose_results"):
        page = office.get(reverse(f"choix:{view}")).content.decode()
        assert "La mienne" in page
        assert "La leur" not in page
    assert office.get(reverse("choix:chosen", args=[mine.pk])).status_code == 200
    assert office.get(reverse("choix:chosen", args=[theirs.pk])).status_code == 404
    assert office.get(reverse("choix:chosen", args=["rien"])).status_code == 404
    several = office.get(reverse("choix:chosen_multiple"), {"id": [mine.pk, theirs.pk]}).content.decode()
    assert "La leur" not in several


def test_the_report_and_its_export_hold_ones_own(office, mine, theirs):
    page = office.get(reverse("essai_rapport")).content.decode()
    assert "La mienne" in page
    assert "La leur" not in page
    text = b"".join(office.get(reverse("essai_rapport"), {"export": "csv"}).streaming_content).decode()
    assert text.splitlines()[1:] == ["La mienne"]


def test_a_bulk_action_with_a_foreign_object_does_nothing(office, mine, theirs):
    address = "/gestion/essai-lot/"
    assert office.post(f"{address}?id={mine.pk}&id={theirs.pk}").status_code == 404
    assert office.get(f"{address}?id=rien").status_code == 404
    assert Membership.objects.count() == 2
    assert office.post(f"{address}?id=all").status_code == 302
    assert list(Membership.objects.all()) == [theirs]


def test_nobody_else_comes_in(client, mine):
    client.force_login(mine.user)
    mine.user.user_permissions.clear()
    mine.user.__dict__.pop("_perm_cache", None)
    for name in ("essai:index", "lecture:index", "choix:choose", "essai_rapport"):
        assert client.get(reverse(name)).status_code in {302, 403}


def test_a_viewset_without_a_policy_does_not_start():
    with pytest.raises(ImproperlyConfigured, match="names no policy"):
        type("Nameless", (ScopedViewSet,), {"model": Membership, "read_only": True})()


def test_a_viewset_that_says_not_who_writes_does_not_start():
    from spaces.models import Place

    with pytest.raises(ImproperlyConfigured, match="may change"):
        type("Careless", (ScopedViewSet,), {"model": Place, "policy": STAFF})()


def test_a_viewset_over_rows_that_belong_to_nobody_does_not_start():
    from people.models import Cluster

    with pytest.raises(ImproperlyConfigured, match="visible"):
        type("Blind", (ScopedViewSet,), {"model": Cluster, "policy": STAFF, "read_only": True})()


def test_wagtails_own_views_are_refused():
    loose = type(
        "Loose",
        (ScopedViewSet,),
        {"model": Organisation, "policy": STAFF, "read_only": True, "index_view_class": IndexView},
    )()
    with pytest.raises(ImproperlyConfigured, match="whose they are"):
        _ = loose.index_view
