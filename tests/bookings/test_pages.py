from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from bookings.models import Booking
from bookings.release_links import release_address
from bookings.services import approve, book
from people.services import grant
from tests.factories.bookings import RebateFactory, RulesFactory, TariffFactory, at, room
from tests.factories.people import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

ROOM = "/espaces/la-caserne/salle-du-clain/"


def typed(**more) -> dict:
    """The form of the room, filled for Tuesday from 14 h to 16 h."""
    return {
        "key": str(uuid4()),
        "day": "2026-03-03",
        "starts": "14:00",
        "ends": "16:00",
        "attendees": "9",
        "title": "Réunion de bureau",
        "layout": "meeting",
    } | more


@pytest.fixture
def as_lucie(client, lucie, association):
    client.force_login(lucie)
    return client


@pytest.fixture
def form(association):
    def facts(**more):
        return typed(organisation=str(association.pk), **more)

    return facts


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


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
    assert "Salle du Clain : déjà réservé mardi 3 mars 2026 de 14 h à 16 h" in page
    assert 'value="Autre réunion"' in page
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
        ({"title": ""}, "title", "Champ requis."),
        ({"ends": "14:00"}, "ends", "La fin est aussi le début : donnez une autre heure de fin."),
        ({"day": "9999-12-31", "starts": "22:00", "ends": "02:00"}, "day", "Cette date est trop lointaine."),
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
    assert [(shown["space"].name, shown["offer"].quote.due) for shown in offers] == [
        ("Salle de garde", 0),
        ("Salle du Clain", 18),
    ]
    accessible = as_lucie.get(f"{query}&accessible=on").context["offers"]
    assert [shown["space"].name for shown in accessible] == ["Salle du Clain"]


def test_search_without_result_gives_what_is_nearest(as_lucie, clain, ask):
    book(**ask())

    answer = as_lucie.get("/reserver/?day=2026-03-03&starts=14:00&length=120&attendees=9")

    assert answer.context["offers"] == []
    assert [shown["offer"].what for shown in answer.context["nearest"]] == [
        "Salle du Clain, mardi 3 mars 2026 de 12 h à 14 h"
    ]


def test_a_booking_is_changed_and_cancelled_by_those_who_may(as_lucie, ask, form):
    booking = book(**ask(day="2026-03-05"))
    page = reverse("bookings:booking", args=[booking.pk])

    moved = as_lucie.post(f"{page}modifier/", form(day="2026-03-05", starts="15:00", ends="17:00"))
    assert (moved.status_code, moved.url) == (302, page)
    assert Booking.objects.get().starts_at == at("2026-03-05", "15:00")

    asked = as_lucie.get(f"{page}annuler/")
    assert "Rien ne vous sera demandé." in text_of(asked)
    assert as_lucie.post(f"{page}annuler/", {"reason": "Grippe"}).url == page
    assert Booking.objects.get().status == "cancelled"
    assert "ANNULÉE" in text_of(as_lucie.get(page))


def test_a_refused_change_keeps_what_was_typed_and_the_booking(as_lucie, ask, form):
    booking = book(**ask())
    book(**ask(start="16:00", end="18:00"))

    answer = as_lucie.post(
        reverse("bookings:change", args=[booking.pk]), form(title="Autre", starts="15:00", ends="17:00")
    )

    assert answer.status_code == 409
    assert 'value="Autre"' in text_of(answer)
    assert "Cet horaire est déjà pris" in text_of(answer)
    assert Booking.objects.get(pk=booking.pk).title == "Réunion de bureau"


def test_the_booking_of_others_does_not_exist(client, ask, clain):
    booking = book(**ask())
    stranger = UserFactory()
    names = ["booking", "change", "cancel", "calendar"]
    for name in names:
        address = reverse(f"bookings:{name}", args=[booking.pk])
        client.logout()
        assert client.get(address).status_code == 302
        client.force_login(stranger)
        assert client.get(address).status_code == 404
    assert client.post(reverse("bookings:attendance", args=[booking.pk]), {"present": 3}).status_code == 404


def test_a_member_sees_the_booking_of_their_organisation_and_may_not_change_it(client, ask, association):
    booking = book(**ask())
    client.force_login(MembershipFactory(organisation=association).user)

    page = client.get(booking.get_absolute_url())
    assert page.status_code == 200
    assert "Modifier" not in text_of(page)
    assert client.get(reverse("bookings:change", args=[booking.pk])).status_code == 404


def test_the_queue_decides_once_and_says_who_was_first(client, ask, clain, samir):
    RulesFactory(space=clain, needs_approval=True)
    fatou = UserFactory(name="Fatou Diallo")
    grant(user=fatou, permission="approve_space", target=clain, given_by=None)
    booking = book(**ask())
    client.force_login(fatou)
    assert [row["booking"] for row in client.get("/mon-espace/validations/").context["requests"]] == [booking]
    approve(booking=booking, actor=samir)

    late = client.post(reverse("bookings:approve", args=[booking.pk]))

    assert late.status_code == 409
    assert "Samir Haddad a déjà répondu à 9 h" in text_of(late)


def test_a_refusal_without_a_reason_is_asked_for_one(client, ask, clain, samir):
    RulesFactory(space=clain, needs_approval=True)
    booking = book(**ask())
    client.force_login(samir)
    refuse = reverse("bookings:refuse", args=[booking.pk])

    assert client.post(refuse, {"reason": ""}).status_code == 422
    assert client.post(refuse, {"reason": "Travaux"}).status_code == 302
    assert Booking.objects.get().status == "refused"


def test_the_queue_and_the_desk_are_for_those_who_keep_them(client, lucie, samir, jeanne):
    client.force_login(lucie)
    assert client.get("/mon-espace/validations/").status_code == 403
    assert client.get("/accueil/").status_code == 403
    client.force_login(jeanne)
    assert client.get("/accueil/").status_code == 200
    assert client.get("/mon-espace/validations/").status_code == 403


def test_the_desk_reads_today_without_amounts_and_counts_people(client, ask, clain, jeanne, now):
    TariffFactory(space=clain)
    today, tomorrow = book(**ask()), book(**ask(day="2026-03-04", title="Demain"))
    client.force_login(jeanne)
    now.move_to(at("2026-03-03", "14:10"))

    page = text_of(client.get("/accueil/"))
    assert "Réunion de bureau" in page
    assert "Demain" not in page
    assert "€" not in page.split("<main")[1].split("</main")[0]
    assert client.post(reverse("bookings:arrived", args=[today.pk])).status_code == 302
    assert client.post(reverse("bookings:counted", args=[today.pk]), {"present": "7"}).status_code == 302
    assert client.post(reverse("bookings:counted", args=[today.pk]), {"present": "-7"}).status_code == 422
    assert client.post(reverse("bookings:arrived", args=[tomorrow.pk])).status_code == 404
    booking = Booking.objects.get(pk=today.pk)
    assert (booking.checked_in_at, booking.attendance_declared) == (at("2026-03-03", "14:10"), 7)
    assert "€" not in text_of(client.get(today.get_absolute_url())).split("<main")[1].split("</main")[0]


def test_one_s_own_page_says_what_the_house_lent(as_lucie, ask, clain, place, now):
    TariffFactory(space=clain)
    RebateFactory(place=place)
    for day in ("2026-03-03", "2026-03-04"):
        book(**ask(day=day))
    now.move_to(at("2026-03-04", "09:00"))

    own = as_lucie.get("/mon-espace/").context["own"]

    assert [booking.title for booking in own.coming] == ["Réunion de bureau"]
    (statement,) = own.statements
    assert (statement.count, statement.hours, statement.lent) == (1, timedelta(hours=2), 18)


def test_an_empty_space_of_one_s_own_says_what_to_do(client):
    client.force_login(UserFactory())

    page = text_of(client.get("/mon-espace/"))

    assert "Aucune réservation à venir." in page
    assert "vos réservations passées resteront ici" in page


def test_the_calendar_file_is_downloaded_by_its_people(as_lucie, ask):
    answer = as_lucie.get(reverse("bookings:calendar", args=[book(**ask()).pk]))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"BEGIN:VEVENT" in answer.content


def test_the_house_says_which_rooms_are_lit(client, ask, clain, now):
    book(**ask())
    now.move_to(at("2026-03-03", "15:00"))

    house = client.get("/espaces/").context["house"]

    assert house.facts == ["1 espaces, 1 à réserver", "1 occupé en ce moment"]
    assert house.section[0].rooms[0].lit is True


def test_an_archived_room_is_gone_for_the_public(client, clain, samir):
    clain.is_archived = True
    clain.save()
    assert client.get(ROOM).status_code == 404
    client.force_login(samir)
    assert client.get(ROOM).status_code == 200


def test_not_this_time_opens_without_signing_in_and_frees_only_when_confirmed(client, ask, clain):
    booking = book(**ask(day="2026-03-05"))
    address = release_address(booking).removeprefix("http://127.0.0.1:8000")

    for _scanner in range(3):
        assert "Confirmez, et la salle sera libre pour d’autres." in text_of(client.get(address))
    assert Booking.objects.get().status == "confirmed"

    assert "Merci !" in text_of(client.post(address))
    cancelled = Booking.objects.get()
    assert (cancelled.status, cancelled.reason) == ("cancelled", "Libérée depuis le rappel.")
    assert "Il n’y a plus rien à libérer." in text_of(client.get(address))
    assert client.post(address).status_code == 409


def test_an_address_that_nobody_of_the_house_wrote_frees_nothing(client, ask):
    booking = book(**ask())
    for token in (str(booking.pk), f"{booking.pk}:signature", "x", "%00"):
        assert client.get(f"/pas-cette-fois/{token}/").status_code == 404


def test_the_treasurer_s_spreadsheet(as_lucie, ask, clain, place):
    TariffFactory(space=clain)
    RebateFactory(place=place)
    book(**ask(title="=cmd|calc"))

    lines = as_lucie.get("/mon-espace/reservations.csv").content.decode("utf-8-sig").splitlines()

    assert lines[0].startswith("Début;Fin;Espaces;Pour;Titre;")
    assert lines[1] == (
        "03/03/2026 14:00;03/03/2026 16:00;Salle du Clain;Les Petites Mains du Clain;'=cmd|calc;9;;18;36;18"
    )


def test_the_same_again_a_week_later(as_lucie, ask, clain, now):
    booking = book(**ask())
    now.move_to(at("2026-03-15", "12:00"))
    as_lucie.force_login(booking.organiser)

    again = as_lucie.get(booking.get_absolute_url()).context["page"].again

    assert again == f"{ROOM}?jour=2026-03-17&de=14%3A00&a=16%3A00&nombre=9#reserver"
