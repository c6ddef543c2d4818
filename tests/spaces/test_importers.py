from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from people import demo as people_demo
from people.grants import granted
from spaces import demo
from spaces.doors import Doorway, numbers
from spaces.errors import SheetRefused
from spaces.hours import open_intervals
from spaces.importers import apply, level_of, preview
from spaces.models import Floor, Part, Place, Space
from tests.factories.spaces import PlaceFactory, SpaceFactory

pytestmark = pytest.mark.django_db
CASERNE = demo.ROOMS


def sheet(
    *rows: str, header: str = "Niveau;Nom;Type;Surface;Capacité;Effectif;PMR;Fait partie de;Porte"
) -> bytes:
    return "\n".join([header, *rows]).encode()


def test_the_list_of_the_caserne_as_it_is():
    place = PlaceFactory(slug="pont-achard", name="La Caserne")

    call_command("import_spaces", str(CASERNE), place="pont-achard")

    spaces = {space.name: space for space in Space.objects.select_related("floor")}
    assert len(spaces) == 32
    hall = spaces["Halle aux camions"]
    assert (hall.area_m2, hall.capacity, hall.safety_capacity, hall.kind) == (
        Decimal("412.5"),
        250,
        300,
        "hall",
    )
    assert [part.part.name for part in Part.objects.filter(whole=hall).order_by("part")] == [
        "Travée Nord",
        "Travée Centre",
        "Travée Sud",
    ]
    assert spaces["Bureau 104"].area_m2 is None
    assert spaces["Accueil"].capacity is None
    assert not spaces["Studio podcast"].is_accessible
    assert not spaces["Bureau 101"].is_bookable
    assert spaces["Atelier bois"].equipment == "scie à format, dégauchisseuse"
    assert list(Floor.objects.values_list("level", "is_outdoors", "name")) == [
        (0, False, "Rez-de-chaussée"),
        (1, False, "1er étage"),
        (2, False, "2e étage"),
        (0, True, "Extérieur"),
    ]
    assert {name: spaces[name].door_number for name in ("Travée Sud", "Bureau 101", "Salle de garde")} == {
        "Travée Sud": "3",
        "Bureau 101": "101",
        "Salle de garde": "11",
    }
    assert (hall.door_number, spaces["Accueil"].door_number) == ("", "")
    assert spaces["Cour de manœuvre"].door_number == "E1"
    assert place.spaces.count() == 32


def test_a_dry_run_writes_nothing():
    PlaceFactory(slug="ici")

    call_command("import_spaces", str(CASERNE), "--dry-run", place="ici")

    assert Space.objects.count() == 0
    assert Floor.objects.count() == 0


def test_importing_twice_is_refused_row_by_row(capsys):
    PlaceFactory(slug="ici")
    call_command("import_spaces", str(CASERNE), place="ici")

    with pytest.raises(CommandError):
        call_command("import_spaces", str(CASERNE), place="ici")

    assert "Ligne 2 : « Halle aux camions » existe déjà dans ce lieu." in capsys.readouterr().err
    assert Space.objects.count() == 32


def test_every_wrong_row_is_explained_and_nothing_is_written():
    place = PlaceFactory()
    SpaceFactory(place=place, name="Déjà là", door_number="9")
    found = preview(
        file=sheet(
            "RDC;Clain;Salle de réunion;12 à 15;12 à 15;-1;peut-être;;",
            "RDC;clain;Piscine;0;;;;;9",
            "3e étage gauche;;Atelier;;;;;;",
            "RDC;DEJA LA;;;;;;;1234567",
            "RDC;Baie;;;;;;Nulle part;",
            "RDC;Elle;;;;;;Elle;",
            "RDC;Nord;;;;;;Halle;",
            "RDC;Halle;;;;;;Château;",
            "RDC;Château;;;;;;;",
        ),
        place=place,
    )

    assert found.messages == [
        "Ligne 2 : Surface : « 12 à 15 » n’est pas un nombre : écrivez par exemple 31,2.",
        "Ligne 2 : Capacité : « 12 à 15 » n’est pas un nombre entier : écrivez un seul nombre, par exemple 12.",
        "Ligne 2 : Effectif autorisé : « -1 » n’est pas un nombre entier : écrivez un seul nombre, par exemple 12.",
        "Ligne 2 : Accès PMR : « peut-être » : écrivez oui ou non.",
        "Ligne 2 : « Clain » figure 2 fois dans la liste.",
        (
            "Ligne 3 : Type : « Piscine » est inconnu. Choisissez : Salle polyvalente, Salle de réunion, Atelier, "
            "Salle d’activité, Studio, Bulle d’appel, Espace partagé, Bureau, Poste, Restauration, Convivialité, "
            "Extérieur, Stockage, Circulation, Monument, Équipement."
        ),
        "Ligne 3 : Surface : indiquez un nombre de m² supérieur à zéro.",
        "Ligne 3 : « clain » figure 2 fois dans la liste.",
        "Ligne 3 : Porte : le numéro 9 est déjà pris.",
        "Ligne 4 : le nom manque.",
        "Ligne 4 : Niveau : « 3e étage gauche » : écrivez RDC, 1er, 2e, Sous-sol ou Extérieur.",
        "Ligne 5 : Porte : six caractères au plus.",
        "Ligne 5 : « DEJA LA » existe déjà dans ce lieu.",
        "Ligne 6 : Fait partie de : cet espace n’est pas dans la liste.",
        "Ligne 7 : un espace ne fait pas partie de lui-même.",
        "Ligne 8 : « Halle » fait déjà partie d’un autre espace : un seul niveau de division.",
    ]
    with pytest.raises(SheetRefused):
        apply(found)
    assert Space.objects.count() == 1


def test_a_list_without_names_or_rows():
    place = PlaceFactory()
    assert preview(file=b"a;b\n1;2\n", place=place).messages == [
        "Aucune colonne ne donne le nom des espaces."
    ]
    assert preview(file=b"Nom;Type\n", place=place).messages == ["La liste n’a aucune ligne sous ses titres."]
    assert preview(file=b"a;b\nClain;2\n", place=place, mapping={**dict.fromkeys(
        ["level", "kind", "area", "capacity", "safety_capacity", "is_accessible", "whole", "is_bookable",
         "equipment", "remark", "door", "seat_count"]), "name": 0}).is_good  # fmt: skip


def test_the_command_explains_a_missing_file_place_or_format(tmp_path):
    PlaceFactory(slug="ici")
    unreadable = tmp_path / "vieux.xls"
    unreadable.write_bytes(b"\xd0\xcf\x11\xe0")
    for path, place, message in [
        (CASERNE, "ailleurs", "Aucun lieu ne porte l’adresse courte « ailleurs »."),
        (tmp_path / "rien.csv", "ici", "No such file or directory."),
        (unreadable, "ici", "Ce format est trop ancien"),
    ]:
        with pytest.raises(CommandError, match=message):
            call_command("import_spaces", str(path), place=place)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("RDC", (0, False)),
        ("Rez-de-chaussée", (0, False)),
        ("1er", (1, False)),
        ("2e étage", (2, False)),
        ("R+3", (3, False)),
        ("R-1", (-1, False)),
        ("-2", (-2, False)),
        ("Sous-sol", (-1, False)),
        ("Extérieur", (0, True)),
        ("", None),
    ],
)
def test_levels_as_people_write_them(text, level):
    assert level_of(text) == level


def test_door_numbers_by_floor():
    rooms = [Doorway(f"Salle {letter}", "meeting_room", 1) for letter in "abc"]
    cellar = Doorway("Cave", "workshop", -1)
    store = Doorway("Réserve", "storage", 1)
    office = Doorway("Bureau 12", "office", 1)
    assert numbers([*rooms, cellar, store, office]) == ["11", "13", "14", "S11", "", "12"]
    crowd = [Doorway(f"Salle {letter}", "meeting_room", 2) for letter in "abcdefghij"]
    assert numbers(crowd)[-1] == "210"
    assert numbers([Doorway("Cour", "outdoors", None)], taken=["E1"]) == ["E2"]


def test_the_demo_opens_the_caserne_and_loading_again_changes_nothing():
    people = people_demo.load()
    at = datetime(2026, 11, 24, tzinfo=UTC)
    demo.load(people, at)
    demo.load(people, at)

    place = Place.objects.get()
    assert (place.slug, place.built_in, place.spaces.count()) == ("pont-achard", 1963, 32)
    doors = dict(place.spaces.values_list("name", "door_number"))
    assert {name: doors[name] for name in demo.DOORS} == demo.DOORS
    desks = place.spaces.get(name="Coworking La Remise")
    assert desks.seat_count == 24
    week = open_intervals(desks, date(2026, 11, 30), date(2026, 12, 7))
    assert [interval.length.seconds // 3600 for interval in week] == [
        closes - opens for _, (opens, closes) in sorted(demo.OPEN.items())
    ]
    assert list(granted(people["gestion"], "manage_place", Place)) == [place]
    assert list(granted(people["gestion"], "approve_space", Space)) == [place.spaces.get(name="Atelier bois")]
    assert list(granted(people["accueil"], "welcome_place", Place)) == [place]
    assert list(granted(people["redaction"], "edit_place", Place)) == [place]
