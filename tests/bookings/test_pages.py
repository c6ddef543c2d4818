from datetime import timedelta

import pytest

from bookings.models import Booking
from bookings.services import book
from spaces.models import OpeningRule, Part
from tests.bookings.browsing import ROOM, text_of, typed
from tests.factories.bookings import RebateFactory, RulesFactory, TariffFactory, at, room
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_a_resident_books_and_lands_on_the_booking(as_lucie, form, clain):
    answer = as_lucie.post(ROOM, form())

    booking = Booking.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/mon-espace/reservations/{booking.pk}/")
    assert (booking.status, booking.attendees, booking.layout) == ("confirmed", 9, "meeting")
    page = text_of(as_lucie.get(answer.url))
    assert "CONFIRMÉE" in page
    assert "Mardi 3 mars 2026 de 14 h à 16 h" in page


def test_the_same_hour_is_refused_with_the_form_kept_and_alternatives_one_tap_away(
    as_lucie, form, clain, place, ask
):
    room(place, "Salle de garde")
    book(**ask())

    answer = as_lucie.post(ROOM, form(title="Autre réunion", starts="15:00", ends="17:00"))

    assert answer.status_code == 409
    page = text_of(answer)
    assert "Salle du Clain n’est pas libre mardi 3 mars 2026 de 14 h à 16 h" in page
    assert 'value="Autre réunion"' in page
    # The browser keeps what was typed, and knows that it did arrive.
    assert "<kept-draft data-answered>" in page
    assert "<kept-draft>" in text_of(as_lucie.get(ROOM))
    offers = answer.context["refusal"]["offers"]
    assert [(offer["label"], offer["what"], offer["why"]) for offer in offers] == [
        (
            "Prendre 16 h",
            "Salle du Clain, mardi 3 mars 2026 de 16 h à 18 h",
            "Même salle, autre horaire",
        ),
        (
            f"Prendre la porte {room_number(place)}",
            "Salle de garde, mardi 3 mars 2026 de 15 h à 17 h",
            "Même heure, 12 places",
        ),
        (
            "Prendre mercredi",
            "Salle du Clain, mercredi 4 mars 2026 de 15 h à 17 h",
            "Même salle, même heure, le lendemain",
        ),
    ]
    taken = as_lucie.post(offers[1]["action"], form(title="Autre réunion", take=offers[1]["take"]))
    assert taken.status_code == 302
    assert Booking.objects.get(title="Autre réunion").booked_spaces.get().space.name == "Salle de garde"


def room_number(place) -> str:
    return place.spaces.get(name="Salle de garde").door_number


@pytest.mark.parametrize(
    ("asked", "advice"),
    [
        ({"attendees": "500"}, "changez votre demande."),
        ({"starts": "03:00", "ends": "04:00"}, "essayez un autre jour."),
    ],
)
def test_a_refusal_with_nothing_to_offer_says_what_would_help(as_lucie, form, clain, asked, advice):
    OpeningRule.objects.all().delete()

    answer = as_lucie.post(ROOM, form(**asked))

    assert answer.status_code == 409
    assert advice in text_of(answer)


def test_a_double_click_is_one_booking(as_lucie, form, clain):
    sent = form()

    first, second = as_lucie.post(ROOM, sent), as_lucie.post(ROOM, sent)

    assert first.url == second.url
    assert Booking.objects.count() == 1


def test_the_back_button_with_another_hour_asks_again_instead_of_repeating_or_losing(as_lucie, form, clain):
    sent = form()
    as_lucie.post(ROOM, sent)

    answer = as_lucie.post(ROOM, sent | {"starts": "17:00", "ends": "18:00"})

    assert answer.status_code == 409
    assert "Votre réservation précédente est enregistrée." in text_of(answer)
    assert Booking.objects.count() == 1
    key = answer.context["form"]["key"].value()
    assert key != sent["key"]
    assert as_lucie.post(ROOM, sent | {"key": key, "starts": "17:00", "ends": "18:00"}).status_code == 302


def test_what_a_visitor_typed_waits_for_them_behind_the_sign_in(client, clain, lucie, association):
    answer = client.post(ROOM, typed(title="Réunion secrète"))

    assert answer.status_code == 302
    assert answer.url.startswith("/compte/login/?next=%2Fespaces%2F")
    assert "secr" not in answer.url
    client.force_login(lucie)
    back = client.get(ROOM)
    assert back.context["form"]["title"].value() == "Réunion secrète"
    assert back.context["form"]["organisation"].value() == str(association.pk)
    assert client.get(ROOM).context["form"]["title"].value() is None


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"attendees": "0"}, "attendees", "Dites au moins une personne."),
        ({"attendees": "-3"}, "attendees", "Dites au moins une personne."),
        ({"title": ""}, "title", "Il manque une réponse ici."),
        ({"ends": "14:00"}, "ends", "La fin est aussi le début : donnez une autre heure de fin."),
        ({"day": "9999-12-31"}, "day", "Cette date est trop lointaine."),
        ({"day": "0001-01-01"}, "day", "Cette date est trop ancienne."),
    ],
)
def test_nonsense_is_told_beside_its_field(as_lucie, form, clain, wrong, field, sentence):
    answer = as_lucie.post(ROOM, form(**wrong))

    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [sentence]
    assert Booking.objects.count() == 0


def test_an_hour_shown_twice_brings_a_question_then_an_answer(client, lucie, form, clain, now):
    now.move_to(at("2026-10-20", "09:00"))
    client.force_login(lucie)
    night = form(day="2026-10-25", starts="02:30", ends="04:00")

    asked = client.post(ROOM, night)
    assert asked.status_code == 422
    assert "existe deux fois" in asked.context["form"].errors["which"][0]
    assert "Après le changement d’heure" in text_of(asked)

    answered = client.post(ROOM, night | {"which": "second"})
    assert answered.status_code == 409
    assert answered.context["form"].cleaned_data["start"].isoformat() == "2026-10-25T01:30:00+00:00"


def test_the_price_follows_the_form(as_lucie, form, clain, place):
    TariffFactory(space=clain, vat_mention="TVA non applicable")
    RebateFactory(place=place)

    page = text_of(as_lucie.post(f"{ROOM}prix/", form()))

    assert "Tarif public, 2 h" in page
    assert "18 €" in page
    assert "À payer, TVA non applicable" in page
    assert '<span id="price-now" hx-swap-oob="true">18 € à payer.' in page
    assert "18 € à payer." in text_of(as_lucie.get(f"{ROOM}?jour=2026-03-03&de=14:00&a=16:00"))
    assert "Donnez un jour et deux heures" in text_of(as_lucie.post(f"{ROOM}prix/", form(starts="")))


def test_the_address_fills_the_form_and_nonsense_in_it_is_ignored(client, clain):
    filled = client.get(f"{ROOM}?jour=2026-03-05&de=10:00&a=11:30&nombre=7").context["form"].initial
    assert (str(filled["day"]), str(filled["starts"]), filled["attendees"]) == ("2026-03-05", "10:00:00", 7)

    for query in ("jour=2026-13-45", "jour=x&de=99:99&a=&nombre=beaucoup", "jour=&disposition=<script>"):
        assert client.get(f"{ROOM}?{query}").status_code == 200


def test_a_form_begins_with_the_first_free_two_hours(client, clain, ask):
    book(**ask(day="2026-03-02", start="09:00", end="11:00"))

    initial = client.get(ROOM).context["form"].initial

    assert (str(initial["day"]), str(initial["starts"]), str(initial["ends"])) == (
        "2026-03-02",
        "11:00:00",
        "13:00:00",
    )


def test_search_answers_with_free_rooms_and_their_price_for_me(as_lucie, clain, place, ask):
    TariffFactory(space=clain)
    RebateFactory(place=place)
    room(place, "Petite", capacity=4, layouts={"meeting": 4})
    other = room(place, "Salle de garde", is_accessible=False)
    book(**ask(space=other, start="09:00", end="11:00"))
    query = "/reserver/?day=2026-03-03&starts=14:00&length=120&attendees=9"

    offers = as_lucie.get(query).context["offers"]
    assert [(shown.space.name, shown.quote.due) for shown in offers] == [
        ("Salle de garde", 0),
        ("Salle du Clain", 18),
    ]
    accessible = as_lucie.get(f"{query}&accessible=on").context["offers"]
    assert [shown.name for shown in accessible] == ["Salle du Clain"]
    other.equipment = "écran, cuisine"
    other.save()
    equipped = as_lucie.get(f"{query}&equipment=écran").context["offers"]
    assert [shown.name for shown in equipped] == ["Salle de garde"]
    assert as_lucie.get(f"{query}&equipment=piscine").status_code == 422
    items = [item for item, _ in as_lucie.get(query).context["form"].fields["equipment"].choices]
    assert items == ["", "cuisine", "écran"]


def test_a_search_in_the_past_says_so(as_lucie, clain):
    answer = as_lucie.get("/reserver/?day=2026-03-01&starts=14:00&length=120&attendees=9")

    assert answer.status_code == 422
    assert answer.context["form"].errors["day"] == ["Ce moment est passé : choisissez-en un à venir."]


def near(client, query) -> list[tuple[str, str]]:
    answer = client.get(f"/reserver/?day=2026-03-03&{query}")
    assert answer.context["offers"] == []
    return [(shown.why, f"{shown.name}, {shown.when}") for shown in answer.context["nearest"]]


def test_search_without_result_gives_what_is_nearest(as_lucie, clain, ask):
    book(**ask())

    assert near(as_lucie, "starts=14:00&length=120&attendees=9") == [
        ("Plus tôt", "Salle du Clain, Mardi 3 mars 2026 de 12 h à 14 h"),
        ("Plus tard", "Salle du Clain, Mardi 3 mars 2026 de 16 h à 18 h"),
        ("Le lendemain", "Salle du Clain, Mercredi 4 mars 2026 de 14 h à 16 h"),
    ]
    assert near(as_lucie, "starts=13:00&length=120&attendees=9")[2] == (
        "Plus court : 1 h",
        "Salle du Clain, Mardi 3 mars 2026 de 13 h à 14 h",
    )


def test_too_many_for_any_room_get_two_rooms_or_a_smaller_one(as_lucie, clain, place, ask):
    garde = room(place, "Salle de garde", capacity=14)
    found = near(as_lucie, "starts=14:00&length=120&attendees=20")

    assert found == [
        ("Deux espaces, 26 personnes", "Salle du Clain et Salle de garde, Mardi 3 mars 2026 de 14 h à 16 h"),
        ("Plus petit : 14 personnes au lieu de 20", "Salle de garde, Mardi 3 mars 2026 de 14 h à 16 h"),
    ]
    answer = as_lucie.get("/reserver/?day=2026-03-03&starts=14:00&length=120&attendees=20")
    form = as_lucie.get(answer.context["nearest"][0].href).context["form"]
    assert [row["space"].value() for row in form.rows] == [str(clain.pk), str(garde.pk)]


def test_a_hall_and_its_half_are_not_two_rooms(as_lucie, clain, place):
    half = room(place, "Demi-salle", capacity=9)
    Part.objects.create(whole=clain, part=half)

    assert [why for why, _ in near(as_lucie, "starts=14:00&length=120&attendees=20")] == [
        "Plus petit : 12 personnes au lieu de 20"
    ]


@pytest.mark.parametrize(
    ("hour", "day", "starts"),
    [("07:10", "2026-03-02", "09:00"), ("14:20", "2026-03-02", "15:00"), ("21:30", "2026-03-03", "09:00")],
)
def test_a_search_begins_with_the_next_hour_that_people_live_in(client, place, now, hour, day, starts):
    now.move_to(at("2026-03-02", hour))

    form = client.get("/reserver/").context["form"]

    assert (str(form["day"].value()), form["starts"].value()) == (day, starts)


def test_a_room_says_what_it_asks_before_it_is_asked_for(client, clain):
    RulesFactory(
        space=clain,
        needs_approval=True,
        needs_insurance=True,
        needs_deposit=True,
        lead_time=timedelta(days=2),
        check_in_within=timedelta(minutes=10),
        cancellation_notice=timedelta(0),
    )
    page = client.get(ROOM).context["page"]

    said = {fact["label"]: fact["value"] for fact in page.facts}
    assert said["Délai"] == "à demander au moins 2 jours avant"
    assert said["À fournir"] == (
        "une attestation d’assurance de la structure, valable ce jour-là ; une caution"
    )
    assert said["Arrivée"] == "à confirmer à la porte dans les 10 min, sinon la salle est rendue"
    assert page.cancellation == (
        "Une personne du lieu doit ensuite la valider. Annulation sans frais jusqu’au début."
    )


def test_a_search_says_whose_price_it_tells(client, lucie, samir, clain):
    query = "/reserver/?day=2026-03-03&starts=14:00&length=120&attendees=6"
    public = text_of(client.get(query))
    client.force_login(lucie)

    assert "Au tarif public." in public
    assert "?next=/reserver/%3Fday%3D2026-03-03" in public
    assert "Prix pour Les Petites Mains du Clain." in text_of(client.get(query))
    client.force_login(UserFactory())
    assert "qu’aux structures adhérentes n’apparaît pas." in text_of(client.get(query))
    client.force_login(samir)
    assert "n’apparaît pas." not in text_of(client.get(query))


def test_rooms_ticked_in_a_search_keep_its_hours(as_lucie, clain, place):
    room(place, "Salle de garde")
    for address in ("/reserver/", "/reserver/?day=2026-03-02&starts=10:00&length=120&attendees=6"):
        page = text_of(as_lucie.get(address))
        for name, value in (("jour", "2026-03-02"), ("de", "10:00"), ("a", "12:00")):
            assert f'<input type="hidden" name="{name}" value="{value}">' in page


def test_before_anything_is_asked_the_page_says_what_is_free_at_the_next_hour(as_lucie, clain, ask):
    page = as_lucie.get("/reserver/")

    assert [shown.name for shown in page.context["offers"]] == ["Salle du Clain"]
    assert page.context["when"] == "Lundi 2 mars 2026 de 10 h à 12 h"
    assert "<title>Trouver un espace" in page.text
    # Nothing takes the reader away from the form that has not been filled yet.
    assert 'role="status"><h2' not in page.text

    book(**ask(day="2026-03-02", start="10:00", end="12:00"))
    assert "offers" not in as_lucie.get("/reserver/").context


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.usefixtures("no_second_factor")
def test_a_day_that_no_calendar_counts_is_told_wherever_it_is_typed(as_lucie, samir, clain, day):
    asked = {"day": day, "starts": "10:00", "length": "120", "attendees": "5"}
    assert as_lucie.get("/reserver/", asked).status_code == 422
    rhythm = {"starts": "10:00", "ends": "12:00", "until": day, "rhythm": "weekly", "title": "Chorale"}
    assert as_lucie.post(f"{ROOM}reguliere/", {**rhythm, "day": day, "attendees": "5"}).status_code == 422
    as_lucie.force_login(samir)
    for page in ("/gestion/occupation/", "/gestion/occupation/reservations/"):
        answer = as_lucie.get(page, {"lieu": "la-caserne", "du": day, "au": day, "par": "floor"})
        assert answer.status_code == 422
