"""Lists of rooms, bookings and agreements: seen before they are written, whole or not at all, taken back."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import sheets
from bookings.models import Booking, OccupancyAgreement
from bookings.services import book
from sheets.models import SheetImport
from spaces.models import Claim, Occupation, Space
from spaces.sources import differences
from tests.factories.bookings import at
from tests.factories.spaces import SpaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NO_SUCH_HOUR = (
    "Début : Dans la nuit du passage à l’heure d’été, 2 h 30 n’existe pas le dimanche 29 mars 2026. "
    "Choisissez une heure avant ou après le changement."
)
HEADS = "Début;Fin;Salle;Objet;Association;Participants;Présents\r\n"
PAST = "23/02/2026 14h;23/02/2026 16h30;salle du clain;Chorale;Les Petites Mains du Clain;12;9\r\n"
COMING = "2026-03-05 10:00;2026-03-05 12:00;Salle du Clain;Réunion;;6;\r\n"


@pytest.fixture
def bring(client, samir, place, settings):
    """Bring a list as the manager of the place, and read its preview."""
    settings.MFA_MANDATORY_FOR_STAFF = False
    client.force_login(samir)

    def bring(kind, content):
        upload = SimpleUploadedFile("liste.csv", content.encode())
        answer = client.post(reverse("sheets_bring", args=[kind]), {"file": upload, "scope": place.slug})
        return answer["Location"], client.get(answer["Location"]).context

    return bring


@pytest.fixture
def confirm(client):
    """Write what a preview shows."""

    def confirm(address, context):
        columns = {name: field.initial for name, field in context["form"].fields.items()}
        return client.post(address, {**columns, "apply": "1"})

    return confirm


def take_back(client):
    return client.post(reverse("sheets_undo", args=[SheetImport.objects.get().pk]))


def errors(context):
    return [(line.number, line.errors) for line in context["preview"].lines if line.errors]


def test_past_and_coming_bookings_are_written_and_taken_back(
    client, bring, confirm, clain, association, samir
):
    address, context = bring("reservations", HEADS + PAST + COMING)
    assert [(line.action, line.errors) for line in context["preview"].lines] == [
        ("reprendre", []),
        ("réserver", []),
    ]
    assert Booking.objects.count() == 0

    confirm(address, context)

    chorale, meeting = Booking.objects.by_start()
    assert (chorale.title, chorale.organisation, chorale.attendees, chorale.attendance_declared) == (
        "Chorale", association, 12, 9,
    )  # fmt: skip
    assert (chorale.starts_at, chorale.ends_at) == (at("2026-02-23", "14:00"), at("2026-02-23", "16:30"))
    assert (meeting.status, meeting.organiser) == ("confirmed", samir)
    assert differences() == []

    take_back(client)
    assert (Booking.objects.count(), Claim.objects.count(), Occupation.objects.count()) == (0, 0, 0)


def test_overlaps_are_refused_row_by_row_and_nothing_is_written(bring, confirm, ask, clain):
    book(**ask(day="2026-03-05", start="11:00", end="13:00"))
    again = "23/02/2026 16:00;23/02/2026 18:00;Salle du Clain;Yoga;;4;\r\n"

    address, context = bring(
        "reservations", HEADS + PAST.replace("Les Petites Mains du Clain", "") + again + COMING
    )

    assert errors(context) == [
        (3, ["la ligne 2 prend déjà Salle du Clain à ces heures."]),
        (4, ["Salle du Clain n’est pas libre jeudi 5 mars 2026 de 11 h à 13 h"]),
    ]
    confirm(address, context)
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("05/03/2026 12:00;05/03/2026 10:00;Salle du Clain;x;;;", "Fin : elle ne vient pas après le début."),
        ("hier;05/03/2026 10:00;Salle du Clain;x;;;",
         "Début : « hier » n’est pas une date : écrivez par exemple 01/09/2024 14:30."),
        ("05/03/2026 10:00;05/03/2026 12:00;Grotte;x;;;", "Espace : « Grotte » n’est pas dans ce lieu."),
        ("05/03/2026 10:00;05/03/2026 12:00;Salle du Clain;;;;", "Titre : la case est vide."),
        ("05/03/2026 10:00;05/03/2026 12:00;Salle du Clain;x;Inconnue;;",
         "Structure : « Inconnue » n’est pas parmi les structures de la maison."),
        ("05/03/2026 10:00;05/03/2026 12:00;Salle du Clain;x;;12 à 15;",
         "Personnes : « 12 à 15 » n’est pas un nombre entier : écrivez un seul nombre, par exemple 12."),
        ("29/03/2026 02:30;29/03/2026 04:00;Salle du Clain;x;;;", NO_SUCH_HOUR),
    ],
)  # fmt: skip
def test_each_row_says_what_is_wrong(bring, clain, row, message):
    _, context = bring("reservations", HEADS + row + "\r\n")

    assert errors(context) == [(2, [message])]


def test_two_rooms_of_one_name_must_be_told_apart(bring, clain, place):
    SpaceFactory(place=place, name=clain.name)

    _, context = bring("reservations", HEADS + COMING)

    assert errors(context) == [(2, ["Espace : « Salle du Clain » désigne 2 fiches dans ce lieu."])]


def test_agreements_are_signed_hold_their_spaces_and_are_taken_back(
    client, bring, confirm, place, association
):
    offices = [SpaceFactory(place=place, name=f"Bureau {n}", is_bookable=False) for n in (101, 102)]
    content = (
        "Structure;Locaux;Début;Fin;Loyer;Nature\r\n"
        "Les Petites Mains du Clain;Bureau 101, Bureau 102;01/01/2026;31/12/2026;410,50;Bail dérogatoire\r\n"
    )
    address, context = bring("conventions", content)
    assert errors(context) == []

    confirm(address, context)

    agreement = OccupancyAgreement.objects.get()
    assert (agreement.status, agreement.kind, agreement.fee, agreement.signed_on) == (
        "signed", "short_lease", 410.5, date(2026, 1, 1),
    )  # fmt: skip
    assert sorted(agreement.claim.occupations.values_list("space", flat=True)) == [one.pk for one in offices]
    assert differences() == []
    out = client.get(reverse("sheets_export", args=["conventions", "csv"]), {"scope": place.slug})
    assert sheets.read(b"".join(out) if out.streaming else out.content).rows[0].cells[:4] == [
        "Les Petites Mains du Clain", "Bureau 101, Bureau 102", "01/01/2026", "31/12/2026",
    ]  # fmt: skip

    take_back(client)
    assert (OccupancyAgreement.objects.count(), Occupation.objects.count()) == (0, 0)


def test_an_agreement_over_another_is_refused(bring, place, association):
    SpaceFactory(place=place, name="Bureau 101", is_bookable=False)
    line = "Les Petites Mains du Clain;Bureau 101;{};{}\r\n"
    content = (
        "Structure;Espaces;Du;Au\r\n"
        + line.format("01/01/2026", "30/06/2026")
        + line.format("30/06/2026", "31/12/2026")
    )

    _, context = bring("conventions", content)

    assert errors(context) == [(3, ["la ligne 2 prend déjà Bureau 101 à ces heures."])]


def test_rooms_come_in_by_the_same_pages(client, bring, confirm, place):
    content = "Nom;Niveau;Surface;Capacité\r\nSalle haute;2e;31,2;12\r\nSalle basse;RDC;;12 à 15\r\n"
    _, context = bring("espaces", content)
    assert errors(context) == [
        (3, ["Capacité : « 12 à 15 » n’est pas un nombre entier : écrivez un seul nombre, par exemple 12."])
    ]

    SheetImport.objects.all().delete()
    address, context = bring("espaces", content.replace("12 à 15", "12"))
    confirm(address, context)
    assert sorted(Space.objects.values_list("name", flat=True)) == ["Salle basse", "Salle haute"]

    take_back(client)
    assert not Space.objects.exists()


def test_another_place_is_not_offered(bring, client, clain):
    other = SpaceFactory()
    upload = SimpleUploadedFile("liste.csv", (HEADS + COMING).encode())

    answer = client.post(
        reverse("sheets_bring", args=["reservations"]), {"file": upload, "scope": other.place.slug}
    )

    assert answer.status_code == 422
    out = client.get(reverse("sheets_export", args=["reservations", "csv"]), {"scope": other.place.slug})
    assert out.status_code == 404
