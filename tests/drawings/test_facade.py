"""The façade says what is happening, and nothing that it was not told."""

import pytest

from drawings.facade import Bay, DoorState, Facade, Room, Storey, draw, lights
from tests.drawings.reading import count, parse, titles

HOUSE = Facade(
    place="La Caserne",
    year="1963",
    bays=(
        Bay("1", "Nord", DoorState.BUSY),
        Bay("2", "Centre", DoorState.OPEN, people=2),
        Bay("3", "Sud", DoorState.CLOSED),
    ),
    storeys=(Storey("1er étage", (Room("Salle de garde", lit=True), Room("Bocal"), Room("Cuisine"))),),
)


def texts(svg):
    return [node.text for node in parse(svg).iter("text")]


def test_each_door_carries_its_number_and_the_tower_its_year():
    assert texts(draw(HOUSE)) == ["1963", "1", "2", "3"]


def test_the_words_say_what_the_drawing_shows():
    assert titles(draw(HOUSE)) == ["La façade de La Caserne, en ce moment"]
    assert parse(draw(HOUSE)).find("desc").text == (
        "Porte 1, nord, fermée, occupée ; porte 2, centre, ouverte, quelque chose s’y passe ; "
        "porte 3, sud, fermée. Fenêtres allumées : Salle de garde."
    )


def test_yellow_is_only_an_open_door_or_a_lit_window():
    dark = Facade("La Caserne", (Bay("1", "Nord"),), (Storey("1er", (Room("Bocal"),)),))
    assert count(draw(dark), "rect", "signal-fill") == 0


def test_windows_light_with_the_rooms_behind_them():
    # Eighteen windows for three rooms: six each, and portholes of the busy door besides.
    assert count(draw(HOUSE), "rect", "signal-fill") == 6 + 6 + 1
    assert count(draw(HOUSE, narrow=True), "rect", "signal-fill") == 3 + 6 + 1


@pytest.mark.parametrize(
    ("rooms", "windows", "expected"),
    [
        ((), 3, [False, False, False]),
        ((True,), 3, [True, True, True]),
        ((True, False, False), 6, [True, True, False, False, False, False]),
        ((False, True, False, False), 2, [True, False]),
    ],
)
def test_rooms_share_windows_in_order(rooms, windows, expected):
    storey = Storey("1er", tuple(Room(str(i), lit=lit) for i, lit in enumerate(rooms)))
    assert lights(storey, windows) == expected


@pytest.mark.parametrize("bays", [0, 1, 2, 5])
@pytest.mark.parametrize("storeys", [0, 1, 4])
@pytest.mark.parametrize("narrow", [True, False])
def test_any_house_can_be_drawn(bays, storeys, narrow):
    house = Facade(
        "Ailleurs",
        tuple(Bay(str(i), f"Travée {i}", DoorState.OPEN, people=99) for i in range(bays)),
        tuple(Storey(f"{i}e", ()) for i in range(storeys)),
    )
    assert len(texts(draw(house, narrow=narrow))) == bays


def test_the_same_house_gives_the_same_picture():
    assert draw(HOUSE) == draw(HOUSE)


def test_names_are_escaped_and_no_style_is_written():
    rude = Facade('<script>"', (Bay("<1>", "&", DoorState.CLOSED),), year="<i>")
    drawn = draw(rude)
    assert "<script" not in drawn
    assert "style=" not in drawn
    assert texts(drawn) == ["<i>", "<1>"]
