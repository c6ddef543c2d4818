from uuid import uuid4

import pytest

from bookings.errors import BookingRefused
from bookings.models import Booking
from bookings.services import book
from spaces.holds import Hold
from tests.bookings.browsing import ROOM, text_of, typed
from tests.factories.bookings import RulesFactory, TariffFactory, at, room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PAGE = "/reserver/ensemble/"


@pytest.fixture
def kitchen(place):
    return room(place, "Cuisine", capacity=8, safety_capacity=8, layouts={})


@pytest.fixture
def two(clain, kitchen):
    """The hall on Tuesday from 14 h to 16 h, the kitchen from 13 h."""

    def rows(*, spaces=(clain, kitchen), starts=("14:00", "13:00"), **more):
        sent = {
            "key": str(uuid4()), "lignes": str(len(spaces)), "attendees": "9", "title": "Repas de quartier",
            "layout": "",
        }  # fmt: skip
        for index, space in enumerate(spaces):
            hours = {"day": "2026-03-03", "starts": starts[index], "ends": "16:00"}
            sent |= {f"r{index}-{name}": value for name, value in hours.items()}
            sent[f"r{index}-space"] = str(space.pk) if space else ""
        return sent | more

    return rows


def test_two_spaces_are_one_booking_each_with_its_hours(as_lucie, two, association):
    answer = as_lucie.post(PAGE, two(organisation=str(association.pk)))

    booking = Booking.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/mon-espace/reservations/{booking.pk}/")
    page = text_of(as_lucie.get(answer.url))
    assert "Mardi 3 mars 2026 de 14 h à 16 h" in page
    assert "Mardi 3 mars 2026 de 13 h à 16 h" in page
    assert [row.space.name for row in booking.booked_spaces.order_by("pk")] == ["Salle du Clain", "Cuisine"]


def test_a_refusal_says_which_rule_and_which_space_and_writes_nothing(as_lucie, two, kitchen, ask):
    RulesFactory(space=kitchen, audience="residents")
    book(**ask(space=kitchen, start="12:00", end="14:00", attendees=4))

    answer = as_lucie.post(PAGE, two())

    assert answer.status_code == 409
    assert answer.context["refusal"]["lines"] == [
        f"{name} {audience}, ou écrivez à l’accueil."
        for name, audience in (
            (
                "Salle du Clain",
                "ne se prête qu’aux structures adhérentes ou résidentes. Réservez au nom d’une structure qui en fait partie",
            ),
            (
                "Cuisine",
                "ne se prête qu’aux structures résidentes. Réservez au nom d’une structure résidente",
            ),
        )
    ]
    assert Booking.objects.count() == 1
    assert 'value="Repas de quartier"' in text_of(answer)


def test_what_is_taken_is_replaced_in_its_line_with_one_tap(as_lucie, two, kitchen, association, ask):
    book(**ask(space=kitchen, start="12:00", end="14:00", attendees=4))
    sent = two(organisation=str(association.pk), attendees="8")

    refused = as_lucie.post(PAGE, sent)
    assert refused.status_code == 409
    assert refused.context["refusal"]["lines"] == ["Cuisine n’est pas libre mardi 3 mars 2026 de 12 h à 14 h"]
    option = refused.context["refusal"]["offers"][0]
    assert (option["for"], option["what"]) == ("Cuisine", "Cuisine, mardi 3 mars 2026 de 14 h à 17 h")

    edited = as_lucie.post(PAGE, sent | {"prendre": option["take"]})
    assert (edited.status_code, Booking.objects.count()) == (200, 1)
    row = edited.context["form"].rows[1].initial
    assert row == {"space": str(kitchen.pk), "day": "2026-03-03", "starts": "14:00", "ends": "17:00"}
    assert 'value="Repas de quartier"' in text_of(edited)


def test_people_spread_out_in_the_rooms_they_take(as_lucie, two, association):
    sent = two(organisation=str(association.pk))

    assert as_lucie.post(PAGE, sent | {"attendees": "20"}).status_code == 302
    refused = as_lucie.post(PAGE, two(organisation=str(association.pk), attendees="24"))
    assert "L’effectif autorisé de ces espaces réunis est de 23 personnes." in text_of(refused)


def test_a_quota_counts_every_room_of_the_booking(ask, clain, kitchen, place):
    RulesFactory(place=place, monthly_quota="03:00:00")
    rooms = [Hold(space, at("2026-03-03", "14:00"), at("2026-03-03", "16:00")) for space in (clain, kitchen)]

    with pytest.raises(BookingRefused, match="a déjà réservé 2 h ce mois-ci, sur 3 h possibles"):
        book(**ask(rooms=rooms, attendees=4))


def test_lines_are_added_and_taken_off_and_nothing_typed_is_lost(as_lucie, two, kitchen):
    added = as_lucie.post(PAGE, two(ajouter="1")).context["form"]
    assert [row["space"].value() for row in added.rows][1:] == [str(kitchen.pk), ""]
    assert (added.rows[2]["starts"].value(), added["title"].value()) == ("13:00", "Repas de quartier")

    left = as_lucie.post(PAGE, two(retirer="0")).context["form"]
    assert [row["space"].value() for row in left.rows] == [str(kitchen.pk)]


def test_the_page_of_a_room_leads_there_with_what_was_typed(as_lucie, clain):
    form = as_lucie.post(PAGE, typed(avec=str(clain.pk))).context["form"]

    assert [row["space"].value() for row in form.rows] == [str(clain.pk), ""]
    assert form["title"].value() == "Réunion de bureau"
    assert 'name="avec"' in text_of(as_lucie.get(ROOM))


def test_rooms_ticked_in_a_search_begin_the_page(as_lucie, clain, kitchen):
    query = f"?jour=2026-03-03&de=14:00&a=16:00&nombre=9&espace={clain.pk}&espace={kitchen.pk}"

    form = as_lucie.get(PAGE + query).context["form"]

    assert [row["space"].value() for row in form.rows] == [str(clain.pk), str(kitchen.pk)]
    assert form["attendees"].value() == "9"


def test_the_price_is_that_of_all_lines(as_lucie, two, clain):
    TariffFactory(space=clain)

    assert "36 €" in text_of(as_lucie.post(PAGE, two(prix="1")))
    assert "Donnez un jour et deux heures" in text_of(as_lucie.post(PAGE, two(prix="1", lignes="0")))


def test_what_a_visitor_typed_waits_behind_the_sign_in(client, two, lucie):
    assert client.post(PAGE, two()).url.startswith("/compte/login/?next=%2Freserver%2Fensemble%2F")
    client.force_login(lucie)

    form = client.get(PAGE).context["form"]
    assert (form["title"].value(), len(form.rows)) == ("Repas de quartier", 2)


def test_a_double_click_is_one_booking_and_other_rooms_ask_again(as_lucie, two, association, clain):
    sent = two(organisation=str(association.pk))
    first, second = as_lucie.post(PAGE, sent), as_lucie.post(PAGE, sent)
    assert (first.url, Booking.objects.count()) == (second.url, 1)

    answer = as_lucie.post(PAGE, sent | {"r0-starts": "15:00"})
    assert (answer.status_code, Booking.objects.count()) == (409, 1)
    assert answer.context["form"]["key"].value() != sent["key"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"lignes": "0"}, "Choisissez au moins un espace."),
        ({"lignes": "beaucoup"}, "Choisissez au moins un espace."),
        ({"r1-space": "999999"}, "Il manque un espace ou une heure : voyez les lignes signalées."),
        ({"r1-space": ""}, "Il manque un espace ou une heure : voyez les lignes signalées."),
        ({"r1-starts": "25:99"}, "Il manque un espace ou une heure : voyez les lignes signalées."),
        ({"r1-ends": "13:00"}, "Il manque un espace ou une heure : voyez les lignes signalées."),
    ],
)
def test_nonsense_is_told_and_writes_nothing(as_lucie, two, wrong, sentence):
    answer = as_lucie.post(PAGE, two(**wrong))

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [sentence]
    assert Booking.objects.count() == 0


def test_the_same_space_twice_at_once_is_told_on_its_line(as_lucie, two, clain):
    answer = as_lucie.post(PAGE, two(spaces=(clain, clain)))

    assert answer.status_code == 422
    assert answer.context["form"].rows[1].errors["space"] == [
        "Cet espace est déjà dans la liste à ces heures."
    ]


@pytest.mark.parametrize("taken", ["x", "9|1|a|b", "0|1|2026-03-03T14:00:00+00:00|hier", "²|1|a|b"])
def test_an_alternative_made_up_changes_nothing(as_lucie, two, clain, taken):
    rows = as_lucie.post(PAGE, two(prendre=taken)).context["form"].rows
    assert rows[0]["space"].value() == str(clain.pk)


def test_the_same_again_is_filled_for_those_whose_booking_it_is(as_lucie, client, two, association, clain):
    as_lucie.post(PAGE, two(organisation=str(association.pk)))
    booking = Booking.objects.get()

    form = as_lucie.get(f"{PAGE}?comme={booking.pk}").context["form"]
    assert form["title"].value() == "Repas de quartier"
    assert [(row["day"].value(), row["starts"].value()) for row in form.rows] == [
        ("2026-03-10", "13:00"),
        ("2026-03-10", "14:00"),
    ]
    assert f"{PAGE}?comme={booking.pk}" in text_of(as_lucie.get(booking.get_absolute_url()))
    assert as_lucie.get("/reserver/").context["again"] == f"{PAGE}?comme={booking.pk}"
    client.logout()
    assert client.get(f"{PAGE}?comme={booking.pk}").context["form"]["title"].value() is None
    assert client.get(f"{PAGE}?comme=rien").status_code == 200


def test_a_room_is_booked_like_the_last_time(as_lucie, ask, clain):
    booking = book(**ask(title="Atelier couture"))

    form = as_lucie.get(f"{ROOM}?comme={booking.pk}").context["form"]

    assert (form["title"].value(), str(form["day"].value()), str(form["starts"].value())) == (
        "Atelier couture",
        "2026-03-10",
        "14:00:00",
    )


def test_enter_sends_the_form_and_takes_no_alternative(as_lucie, two, form, kitchen, association, ask, clain):
    book(**ask(space=kitchen, start="12:00", end="14:00", attendees=4))
    book(**ask())
    alone = text_of(as_lucie.post(ROOM, form()))
    several = text_of(as_lucie.post(PAGE, two(organisation=str(association.pk), attendees="8")))

    assert alone.index('form="booking-form" tabindex') < alone.index('name="take" value="2026')
    assert several.index('form="together-form" tabindex') < several.index('name="prendre"')
