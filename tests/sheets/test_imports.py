"""The pages of imports, by the lists of organisations and people."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

import clock
import sheets
from journal.models import AuditEvent
from people.models import Contact, Membership, Organisation, User
from people.services import grant, open_account
from sheets.models import SheetImport
from sheets.registry import importer_of
from sheets.services import bring as bring_in
from tests.factories.bookings import foreign_booking
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.spaces import PlaceFactory

pytestmark = pytest.mark.django_db

STRUCTURES = (
    "Raison sociale;Forme juridique;N° SIRET;E-mail\r\n"
    "Les Petites Mains du Clain;Association;732 829 320 00074;bonjour@petites-mains.example\r\n"
    "Épi d’Or;Coopérative;;\r\n"
)
PERSONNES = (
    "Nom complet;E-mail;Téléphone;Association;Fonction;Depuis\r\n"
    "Lucie Moreau;LUCIE@x.example;05 49 00 00 01;Épi d’Or;Présidente;01/09/2024\r\n"
    "Odette Lenoir;;05 49 00 00 02;epi d or;Trésorière;\r\n"
    "Paul Guérin;paul@x.example;;;;\r\n"
)


@pytest.fixture
def keeper(client, settings):
    settings.DEMO = True
    person = UserFactory(email="samir@x.example", name="Samir Haddad")
    grant(user=person, permission="manage_place", target=PlaceFactory(), given_by=None)
    client.force_login(person)
    return person


def bring(client, kind, content, name="liste.csv"):
    data = content.encode() if isinstance(content, str) else content
    return client.post(reverse("sheets_bring", args=[kind]), {"file": SimpleUploadedFile(name, data)})


def columns(client, address) -> dict[str, str]:
    form = client.get(address).context["form"]
    return {name: field.initial for name, field in form.fields.items()}


def bring_and_apply(client, kind, content):
    address = bring(client, kind, content)["Location"]
    return client.post(address, {**columns(client, address), "apply": "1"})


def test_organisations_are_previewed_then_written_whole(client, keeper):
    answer = bring(client, "structures", STRUCTURES)
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert [(line.number, line.action, line.errors) for line in page.context["preview"].lines] == [
        (2, "créer", []),
        (3, "créer", []),
    ]
    assert not Organisation.objects.exists()
    assert (
        client.post(answer["Location"], {**columns(client, answer["Location"]), "apply": "1"}).status_code
        == 302
    )
    assert list(Organisation.objects.order_by("pk").values_list("name", "kind", "siret", "siren")) == [
        ("Les Petites Mains du Clain", "association", "73282932000074", "732829320"),
        ("Épi d’Or", "cooperative", None, None),
    ]
    assert bytes(SheetImport.objects.get().content) == b""


def test_people_get_accounts_and_those_without_mail_are_contacts(client, keeper):
    gold = OrganisationFactory(name="Épi d’Or")
    bring_and_apply(client, "personnes", PERSONNES)
    lucie = User.objects.get(email="lucie@x.example")
    membership = Membership.objects.get(user=lucie)
    assert (membership.organisation, membership.role, membership.starts_on) == (
        gold,
        "admin",
        date(2024, 9, 1),
    )
    assert lucie.emailaddress_set.get().verified is True
    assert not lucie.has_usable_password()
    assert User.objects.get(email="paul@x.example").memberships.count() == 0
    odette = Contact.objects.get()
    assert (odette.name, odette.organisation, odette.role, odette.email) == (
        "Odette Lenoir",
        gold,
        "treasurer",
        "",
    )


@pytest.mark.parametrize(
    ("kind", "content", "errors"),
    [
        (
            "structures",
            "Nom;SIRET\r\nA;73282932000075\r\nB;\r\n",
            ["SIRET : Ce n’est pas un SIRET : il a quatorze chiffres."],
        ),
        (
            "structures",
            "Nom;SIRET\r\nA;73282932000074\r\nB;732 829 320 00074\r\n",
            ["SIRET : « 73282932000074 » figure 2 fois dans la liste."] * 2,
        ),
        ("structures", "Nom;Forme\r\nA;royaume\r\n", ["Forme : « royaume » est inconnu."]),
        ("structures", "Nom;SIRET\r\n;73282932000074\r\n", ["le nom manque."]),
        ("personnes", "Nom;Courriel\r\nLucie;pas une adresse\r\n", ["Courriel : « pas une adresse »"]),
        (
            "personnes",
            "Nom;Structure\r\nLucie;Inconnue\r\n",
            ["Structure : « Inconnue » n’est pas dans la maison."],
        ),
        (
            "personnes",
            "Nom;Courriel;Depuis\r\nLucie;l@x.example;31/02/2024\r\n",
            ["Depuis le : « 31/02/2024 » n’est pas une date"],
        ),
        (
            "personnes",
            "Nom;Courriel\r\nLucie;l@x.example\r\nLucie;L@X.example\r\n",
            ["Courriel : « l@x.example » figure 2 fois dans la liste pour la même structure."] * 2,
        ),
    ],
)
def test_a_wrong_row_is_explained_and_nothing_is_written(client, keeper, kind, content, errors):
    address = bring(client, kind, content)["Location"]
    found = [error for line in client.get(address).context["preview"].faulty for error in line.errors]
    assert len(found) == len(errors)
    assert all(error.startswith(start) for error, start in zip(found, errors, strict=True))
    answer = client.post(address, {**columns(client, address), "apply": "1"})
    assert answer.status_code == 422
    assert (Organisation.objects.count(), Contact.objects.count(), User.objects.count()) == (0, 0, 1)


def test_columns_are_matched_by_hand_when_the_guess_is_wrong(client, keeper):
    address = bring(client, "structures", "Machin;Truc\r\nassociation;Épi d’Or\r\n")["Location"]
    page = client.get(address)
    assert [field.key for field in page.context["preview"].missing] == ["name"]
    guessed = columns(client, address)
    assert client.post(address, {**guessed, "name": "1", "kind": "1"}).context["form"].errors == {
        "kind": ["Cette colonne sert déjà à « Nom »."]
    }
    assert client.post(address, {**guessed, "name": "1", "kind": "0"}).status_code == 302
    client.post(address, {**columns(client, address), "apply": "1"})
    assert Organisation.objects.get().name == "Épi d’Or"


def test_what_is_known_is_completed_and_never_replaced(client, keeper):
    known = OrganisationFactory(name="EPI D OR", presentation="La nôtre")
    bring_and_apply(client, "structures", "Nom;Présentation;Site\r\nÉpi d’or;La leur;https://epi.example\r\n")
    known.refresh_from_db()
    assert (known.name, known.presentation, known.website) == ("EPI D OR", "La nôtre", "https://epi.example")
    client.post(reverse("sheets_undo", args=[SheetImport.objects.get().pk]))
    known.refresh_from_db()
    assert (Organisation.objects.count(), known.website) == (1, "")


def test_undoing_takes_back_all_that_was_written(client, keeper):
    OrganisationFactory(name="Épi d’Or")
    bring_and_apply(client, "personnes", PERSONNES)
    answer = client.post(reverse("sheets_undo", args=[SheetImport.objects.get().pk]))
    assert answer.status_code == 302
    assert list(User.objects.all()) == [keeper]
    assert (Contact.objects.count(), Membership.objects.count()) == (0, 0)
    again = client.post(reverse("sheets_undo", args=[SheetImport.objects.get().pk]))
    assert (again.status_code, "déjà été repris" in again.content.decode()) == (422, True)


@pytest.mark.parametrize("what", ["booking", "membership", "changed"])
def test_undoing_never_takes_what_came_after(client, keeper, what):
    bring_and_apply(client, "structures", STRUCTURES)
    gold = Organisation.objects.get(name="Épi d’Or")
    if what == "booking":
        booking = foreign_booking()
        booking.organisation = gold
        booking.save()
    elif what == "membership":
        MembershipFactory(organisation=gold)
    else:
        known = OrganisationFactory(name="La Manufacture")
        bring_and_apply(client, "structures", "Nom;Site\r\nLa Manufacture;https://a.example\r\n")
        Organisation.objects.filter(pk=known.pk).update(website="https://b.example")
    before = Organisation.objects.count()
    answer = client.post(reverse("sheets_undo", args=[SheetImport.objects.first().pk]))
    assert (answer.status_code, Organisation.objects.count()) == (422, before)
    assert "rien n’a été annulé" in answer.content.decode()


def test_applying_twice_writes_once(client, keeper):
    address = bring(client, "structures", STRUCTURES)["Location"]
    chosen = columns(client, address)
    for _ in range(2):
        client.post(address, {**chosen, "apply": "1"})
    assert Organisation.objects.count() == 2


def workbook(fill) -> bytes:
    book = Workbook()
    fill(book.active)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def merged(sheet) -> None:
    sheet.append(["Liste des adhérents 2026", None, None])
    sheet.append(["Nom", "Courriel", "Structure"])
    sheet.append(["Lucie", "l@x.example", ""])
    sheet.merge_cells("A1:C1")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            workbook(merged),
            "Les cellules A1:C1 sont fusionnées : la première ligne doit nommer chaque colonne.",
        ),
        ("Nom\r\n" + "A\r\n" * 100_000, "Ce fichier dépasse 20\N{NARROW NO-BREAK SPACE}000 lignes."),
        (b"\x00\x01", "Ce fichier n’est pas une liste"),
        (b"", "Le fichier soumis est vide."),
    ],
    ids=["merged", "100 000 rows", "binary", "empty"],
)
def test_what_is_no_list_is_explained_beside_the_field(client, keeper, content, says):
    answer = bring(client, "personnes", content)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"][0].startswith(says)
    assert not SheetImport.objects.exists()


def test_a_list_of_any_size_is_refused_without_being_read_whole(keeper):
    class Endless(BytesIO):
        given = 0

        def read(self, size: int = -1) -> bytes:
            assert size > 0
            Endless.given += size
            return b";" * size

    with pytest.raises(sheets.Unreadable, match="dépasse 5 Mo"):
        bring_in(importer=importer_of("structures"), owner=keeper, upload=Endless())
    assert Endless.given == 5 * 1024 * 1024 + 1


def test_cells_merged_below_the_headers_do_no_harm():
    def fill(sheet) -> None:
        for row in (["Nom", "Courriel"], ["Lucie", "l@x.example"]):
            sheet.append(row)
        sheet.merge_cells("A2:B2")

    assert sheets.read(workbook(fill)).headers == ["Nom", "Courriel"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again(client, keeper, form):
    OrganisationFactory(name="=Épi d’Or", kind="cooperative", siren="732829320")
    MembershipFactory(organisation__name="Petites Mains", user__email="l@x.example", role="admin")
    for kind in ("structures", "personnes"):
        content = client.get(reverse("sheets_export", args=[kind, form])).content
        address = bring(client, kind, content, f"{kind}.{form}")["Location"]
        preview = client.get(address).context["preview"]
        assert preview.is_good, [line.errors for line in preview.faulty]
        assert {line.action for line in preview.lines} == (
            {"compléter"} if kind == "structures" else {"rien, déjà connue"}
        )
    assert sorted(AuditEvent.objects.values_list("action", flat=True)) == [
        "account.signed_in",
        "grant.given",
        "organisations.exported",
        "people.exported",
    ]


def test_an_import_is_its_owners_and_the_pages_those_of_the_register(client, keeper):
    address = bring(client, "structures", STRUCTURES)["Location"]
    other = UserFactory()
    client.force_login(other)
    assert client.get(reverse("sheets_lists")).status_code == 403
    grant(user=other, permission="manage_place", target=PlaceFactory(), given_by=None)
    assert client.get(address).status_code == 404
    assert client.post(address.replace("/listes/", "/listes/") + "annuler/").status_code == 404
    assert client.get(reverse("sheets_bring", args=["inconnue"])).status_code == 404


def test_an_abandoned_list_is_forgotten_the_next_day(client, keeper, time_machine):
    bring(client, "structures", STRUCTURES)
    time_machine.move_to(clock.now() + timedelta(days=1, minutes=1))
    bring(client, "structures", STRUCTURES)
    assert SheetImport.objects.count() == 1


def test_a_person_who_left_comes_back_after_the_last_day(client, keeper):
    gold = OrganisationFactory(name="Épi d’Or")
    lucie = open_account(email="lucie@x.example", name="Lucie Moreau")
    MembershipFactory(user=lucie, organisation=gold, ends_on=date(2024, 12, 31))
    address = bring(client, "personnes", PERSONNES)["Location"]
    (line,) = client.get(address).context["preview"].faulty
    (error,) = line.errors
    assert error == (
        "Depuis le : cette personne a déjà fait partie de la structure, jusqu’au 31/12/2024. "
        "Indiquez une date après celle-là."
    )


@pytest.mark.slow
def test_a_thousand_people_cost_few_queries(client, keeper, django_assert_max_num_queries):
    OrganisationFactory(name="Épi d’Or")
    rows = "".join(f"Personne {n};p{n}@x.example;Épi d’Or\r\n" for n in range(1000))
    address = bring(client, "personnes", "Nom;Courriel;Structure\r\n" + rows)["Location"]
    chosen = columns(client, address)
    with django_assert_max_num_queries(60):
        client.post(address, {**chosen, "apply": "1"})
    assert Membership.objects.count() == 1000
    with django_assert_max_num_queries(260):
        client.post(reverse("sheets_undo", args=[SheetImport.objects.get().pk]))
    assert User.objects.count() == 1
