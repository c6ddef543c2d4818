from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people.models import Invitation, Membership, Organisation, Paper
from people.services import grant
from tests.factories.people import (
    InsuranceFactory,
    MembershipFactory,
    OrganisationFactory,
    SubscriptionFactory,
    UserFactory,
)
from tests.factories.spaces import PlaceFactory
from vault.models import PrivateFile

pytestmark = pytest.mark.django_db

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def couture():
    return OrganisationFactory(name="Les Petites Mains du Clain")


@pytest.fixture
def lucie(couture, client):
    person = MembershipFactory(organisation=couture, user__name="Lucie Moreau", role="admin").user
    client.force_login(person)
    return person


def page_of(organisation):
    return reverse("people:structure", args=[organisation.pk])


def test_a_responsible_person_invites_from_the_page(client, couture, lucie):
    answer = client.post(
        reverse("people:invite", args=[couture.pk]), {"email": "nadia@x.example", "role": "member"}
    )
    assert (answer.status_code, answer["Location"]) == (302, page_of(couture))
    assert Invitation.objects.get().invited_by == lucie
    assert "nadia@x.example" in client.get(page_of(couture)).content.decode()
    client.post(reverse("people:withdraw", args=[couture.pk, Invitation.objects.get().pk]))
    assert not Invitation.objects.pending().exists()


@pytest.mark.parametrize(
    ("data", "field", "says"),
    [
        ({"email": "pas une adresse", "role": "member"}, "email", "Saisissez une adresse"),
        ({"email": "lucie@x.example", "role": "roi"}, "role", "Sélectionnez un choix valide"),
        ({"email": "{lucie}", "role": "member"}, "email", "Cette personne fait déjà partie de la structure."),
    ],
)
def test_an_invitation_that_cannot_be_is_explained_beside_its_field(
    client, couture, lucie, data, field, says
):
    data = {key: value.format(lucie=lucie.email) for key, value in data.items()}
    answer = client.post(reverse("people:invite", args=[couture.pk]), data)
    assert answer.status_code == 422
    assert answer.context["invite_form"].errors[field][0].startswith(says)
    assert not Invitation.objects.exists()


def test_a_role_changes_and_a_membership_ends(client, couture, lucie):
    row = MembershipFactory(organisation=couture)
    address = reverse("people:member", args=[couture.pk, row.pk])
    assert client.post(address, {"role": "treasurer", "change": "1"}).status_code == 302
    today = lucie.today()
    assert client.post(address, {"ends_on": today.isoformat(), "end": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.role, row.ends_on) == ("treasurer", today)


@pytest.mark.parametrize(
    ("data", "field", "says"),
    [
        (
            {"ends_on": "2019-12-31", "end": "1"},
            "ends_on",
            "Cette appartenance finirait avant d’avoir commencé.",
        ),
        ({"end": "1"}, "ends_on", "Choisissez ce qui change, puis recommencez."),
        ({"role": "roi", "change": "1"}, "role", "Sélectionnez un choix valide. roi n’en fait pas partie."),
    ],
)
def test_what_cannot_change_is_said_beside_its_field(client, couture, lucie, data, field, says):
    row = MembershipFactory(organisation=couture)
    answer = client.post(reverse("people:member", args=[couture.pk, row.pk]), data)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [says]


@pytest.mark.parametrize(
    ("another", "data", "leaves"),
    [
        (False, {"role": "member", "change": "1"}, False),
        (False, {"ends_on": "2099-01-01", "end": "1"}, False),
        (True, {"role": "member", "change": "1"}, True),
    ],
)
def test_an_organisation_keeps_somebody_responsible(client, couture, lucie, another, data, leaves):
    if another:
        MembershipFactory(organisation=couture, role="admin")
    row = Membership.objects.get(user=lucie)
    answer = client.post(reverse("people:member", args=[couture.pk, row.pk]), data)
    assert answer.status_code == (302 if leaves else 422)
    row.refresh_from_db()
    assert (row.role, row.ends_on) == ("member" if leaves else "admin", None)


def test_a_paper_is_kept_with_its_file_and_taken_away(client, couture, lucie):
    answer = client.post(
        reverse("people:add_paper", args=[couture.pk]),
        {
            "kind": "insurance",
            "valid_from": "2026-01-01",
            "valid_until": "2026-12-31",
            "file": SimpleUploadedFile("attestation.pdf", b"%PDF-1.4\n%%EOF\n"),
        },
    )
    assert answer.status_code == 302
    paper = Paper.objects.get()
    assert (paper.added_by, PrivateFile.objects.of(paper).count()) == (lucie, 1)
    assert "attestation.pdf" in client.get(page_of(couture)).content.decode()
    client.post(reverse("people:remove_paper", args=[couture.pk, paper.pk]))
    assert not Paper.objects.exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "insurance"}, "__all__"),
        ({"kind": "statutes", "file": SimpleUploadedFile("statuts.exe", b"MZ")}, "file"),
        ({"kind": "statutes", "file": SimpleUploadedFile("statuts.pdf", b"GIF89a")}, "file"),
    ],
)
def test_a_paper_that_is_none_is_explained_and_not_kept(client, couture, lucie, data, field):
    answer = client.post(reverse("people:add_paper", args=[couture.pk]), data)
    assert answer.status_code == 422
    assert list(answer.context["paper_form"].errors) == [field]
    assert (Paper.objects.count(), PrivateFile.objects.count()) == (0, 0)


def test_the_directory_says_what_the_organisation_wants(client, couture, lucie):
    address = reverse("people:directory", args=[couture.pk])
    answer = client.post(
        address,
        {
            "in_directory": "on",
            "presentation": "Couture.",
            "website": "https://x.example",
            "picture": SimpleUploadedFile("logo.png", PNG),
        },
    )
    assert answer.status_code == 302
    couture.refresh_from_db()
    assert (couture.in_directory, couture.presentation, couture.logo.name[:11]) == (
        True,
        "Couture.",
        "structures/",
    )
    answer = client.post(address, {"picture": SimpleUploadedFile("logo.svg", b"<svg onload=x>")})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["picture"])
    couture.refresh_from_db()
    assert couture.in_directory is True
    client.post(address, {"no_logo": "on"})
    couture.refresh_from_db()
    assert (couture.in_directory, couture.logo.name) == (False, "")


@pytest.mark.parametrize(
    ("role", "ends", "sees", "runs"),
    [
        ("admin", None, 200, True),
        ("member", None, 200, False),
        ("treasurer", None, 200, False),
        ("admin", -1, 404, False),
        ("admin", 0, 200, True),
    ],
)
def test_who_sees_and_who_runs(client, couture, role, ends, sees, runs):
    today = UserFactory().today()
    ends_on = None if ends is None else today + timedelta(days=ends)
    row = MembershipFactory(organisation=couture, role=role, ends_on=ends_on)
    secret = InsuranceFactory(organisation=couture, label="Police 4512")
    MembershipFactory(organisation=couture, user__name="Une autre")
    client.force_login(row.user)
    answer = client.get(page_of(couture))
    assert answer.status_code == sees
    if sees == 200:
        shown = answer.content.decode()
        assert (secret.label in shown, "Une autre" in shown, "Inviter quelqu’un" in shown) == (
            runs,
            runs,
            runs,
        )
    for verb, args in (("invite", ()), ("add_paper", ()), ("remove_paper", (secret.pk,))):
        status = client.post(reverse(f"people:{verb}", args=[couture.pk, *args])).status_code
        assert (status == 404) is not runs, verb


def test_the_members_of_another_are_not_reached_through_ones_own(client, couture, lucie):
    theirs = MembershipFactory()
    address = reverse("people:member", args=[couture.pk, theirs.pk])
    assert client.post(address, {"role": "admin", "change": "1"}).status_code == 404


def test_a_keeper_runs_them_all(client, couture, settings):
    settings.DEMO = True
    keeper = UserFactory()
    grant(user=keeper, permission="manage_place", target=PlaceFactory(), given_by=None)
    client.force_login(keeper)
    assert client.get(page_of(couture)).context["runs"] is True


def test_ones_structures_lead_straight_to_the_only_one(client, couture, lucie):
    assert client.get(reverse("people:structures"))["Location"] == page_of(couture)
    MembershipFactory(user=lucie, organisation__name="Coopérative Épi d’Or")
    assert "Coopérative Épi d’Or" in client.get(reverse("people:structures")).content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_however_much_hangs_on_it(
    client, couture, lucie, django_assert_num_queries, many
):
    MembershipFactory.create_batch(many, organisation=couture)
    for year in range(2020, 2020 + many):
        InsuranceFactory(organisation=couture)
        SubscriptionFactory(
            organisation=couture, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), user=None
        )
        Invitation.objects.create(
            organisation=couture, email=f"{year}@x.example", invited_by=lucie, expires_at=lucie.date_joined
        )
    client.get(page_of(couture))
    with django_assert_num_queries(17):
        client.get(page_of(couture))


def test_names_without_a_break_and_with_markup_are_shown_as_they_are(client, couture, lucie):
    Organisation.objects.filter(pk=couture.pk).update(name="<b>" + "a" * 60)
    assert "&lt;b&gt;" + "a" * 60 in client.get(page_of(couture)).content.decode()
