from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from people.models import Organisation, Paper
from people.policies import may_read_paper
from people.services import add_paper, remove_paper
from tests.factories.people import InsuranceFactory, MembershipFactory, OrganisationFactory, UserFactory
from vault.errors import Refused
from vault.models import PrivateFile

pytestmark = pytest.mark.django_db

SIREN, SIRET = "732829320", "73282932000074"
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def couture():
    return OrganisationFactory(name="Les Petites Mains du Clain")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ({"siret": "732 829 320 00074"}, (SIREN, SIRET)),
        ({"siret": "732.829.320\N{NO-BREAK SPACE}00074"}, (SIREN, SIRET)),
        ({"siren": "732-829-320"}, (SIREN, None)),
        ({"siren": SIREN, "siret": SIRET}, (SIREN, SIRET)),
        ({"siren": "", "siret": " "}, (None, None)),
        # La Poste's establishments have a key of their own.
        ({"siret": "356 000 000 00048"}, ("356000000", "35600000000048")),
    ],
)
def test_numbers_are_kept_as_digits_and_a_siret_gives_its_siren(written, kept):
    found = Organisation(name="Épi d’Or", **written)
    found.full_clean()
    found.save()
    assert (found.siren, found.siret) == kept


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({"siret": "73282932000075"}, "siret"),
        ({"siret": "732829320"}, "siret"),
        ({"siret": "SIRET inconnu"}, "siret"),
        ({"siren": "732829321"}, "siren"),
    ],
)
def test_a_number_that_cannot_exist_is_refused_beside_its_field(written, field):
    with pytest.raises(ValidationError) as refusal:
        Organisation(name="Épi d’Or", **written).full_clean()
    assert refusal.value.message_dict[field][0].startswith("Ce n’est pas un SIRE")


@pytest.mark.parametrize("number", [{"siret": SIRET}, {"siren": SIREN}])
def test_a_number_already_borne_names_its_bearer(couture, number):
    for field, value in number.items():
        setattr(couture, field, value)
    couture.full_clean()
    couture.save()
    with pytest.raises(ValidationError) as refusal:
        Organisation(name="Une autre", **number).full_clean()
    (field,) = number
    assert refusal.value.message_dict[field] == [
        "Les Petites Mains du Clain porte déjà ce numéro : est-ce la même structure ?"
    ]


def test_two_establishments_share_a_siren_and_the_base_refuses_one_siret_twice():
    OrganisationFactory(siren=SIREN, siret=SIRET)
    OrganisationFactory(siren=SIREN, siret="73282932000082")
    OrganisationFactory(siren=SIREN)
    for twice in ({"siren": SIREN, "siret": SIRET}, {"siren": SIREN}, {"siren": "1", "siret": SIRET}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrganisationFactory(**twice)
    assert Organisation.objects.count() == 3


@pytest.mark.parametrize(
    ("day", "insured"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_an_insurance_covers_both_of_its_days(couture, day, insured):
    InsuranceFactory(organisation=couture)
    OrganisationFactory()
    assert couture.is_insured_on(day) is insured
    assert list(Organisation.objects.insured_on(day)) == ([couture] if insured else [])


def test_other_papers_insure_nobody(couture):
    add_paper(organisation=couture, kind=Paper.Kind.STATUTES, added_by=None)
    assert couture.is_insured_on(date(2026, 6, 1)) is False


@pytest.mark.parametrize(
    ("dates", "says"),
    [
        ({}, "Une attestation d’assurance dit du quel jour à quel jour elle couvre."),
        (
            {"valid_from": date(2026, 1, 1)},
            "Une attestation d’assurance dit du quel jour à quel jour elle couvre.",
        ),
        (
            {"valid_from": date(2026, 1, 2), "valid_until": date(2026, 1, 1)},
            "Ce document finirait de valoir avant d’avoir commencé.",
        ),
    ],
)
def test_an_insurance_without_its_days_is_refused(couture, dates, says):
    with pytest.raises(ValidationError) as refusal:
        add_paper(organisation=couture, kind=Paper.Kind.INSURANCE, added_by=None, **dates)
    assert refusal.value.messages == [says]
    assert not Paper.objects.exists()


def test_a_file_that_is_not_what_it_says_keeps_no_paper(couture):
    with pytest.raises(Refused):
        add_paper(
            organisation=couture,
            kind=Paper.Kind.STATUTES,
            added_by=None,
            upload=ContentFile(b"MZ programme", "statuts.pdf"),
        )
    assert (Paper.objects.count(), PrivateFile.objects.count()) == (0, 0)


@pytest.fixture
def paper(couture):
    return add_paper(
        organisation=couture,
        kind=Paper.Kind.INSURANCE,
        added_by=None,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        upload=ContentFile(PDF, "attestation.pdf"),
    )


@pytest.mark.parametrize(
    ("role", "organisation", "ends_on", "reads"),
    [
        ("admin", "couture", None, True),
        ("member", "couture", None, False),
        ("treasurer", "couture", None, False),
        ("admin", "another", None, False),
        ("admin", "couture", date(2026, 1, 1), False),
    ],
)
def test_who_reads_a_paper(client, couture, paper, role, organisation, ends_on, reads):
    place = {"couture": couture, "another": OrganisationFactory()}[organisation]
    person = MembershipFactory(organisation=place, role=role, ends_on=ends_on).user
    file = PrivateFile.objects.of(paper).get()
    assert may_read_paper(person, file) is reads
    client.force_login(person)
    assert client.get(file.get_absolute_url()).status_code == (200 if reads else 404)


def test_a_paper_taken_away_takes_its_file(couture, paper, django_capture_on_commit_callbacks):
    file = PrivateFile.objects.of(paper).get()
    with django_capture_on_commit_callbacks(execute=True):
        remove_paper(paper=paper, removed_by=UserFactory())
    assert (Paper.objects.count(), PrivateFile.objects.count()) == (0, 0)
    assert not file.file.storage.exists(file.file.name)
