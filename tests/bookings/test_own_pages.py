from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from bookings.models import Booking
from bookings.present.years import times
from bookings.release_links import release_address
from bookings.services import approve, book
from people.services import grant
from spaces.holds import Hold
from tests.bookings.browsing import ROOM, text_of
from tests.factories.bookings import RebateFactory, RulesFactory, TariffFactory, at, room
from tests.factories.people import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


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


def test_what_was_booked_without_a_layout_changes_its_hour_without_one(as_lucie, ask, form):
    booking = book(**ask(day="2026-03-05", layout=""))
    typed = form(day="2026-03-05", starts="15:00", ends="17:00")
    del typed["layout"]

    answer = as_lucie.post(reverse("bookings:change", args=[booking.pk]), typed)

    assert answer.status_code == 302
    changed = Booking.objects.get()
    assert (changed.starts_at, changed.layout) == (at("2026-03-05", "15:00"), "")


def test_what_a_change_would_cost_is_said_before_it_is_made(as_lucie, ask, form, clain, place):
    TariffFactory(space=clain)
    booking = book(**ask(day="2026-03-05"))
    page = reverse("bookings:change", args=[booking.pk])

    longer = as_lucie.post(page, form(day="2026-03-05", ends="17:00", prix="1"))

    assert "36 € à payer." in text_of(as_lucie.get(page))
    assert "54 € à payer." in text_of(longer)
    assert "à payer" not in text_of(as_lucie.post(page, form(ends="", prix="1")))
    assert Booking.objects.get().ends_at == booking.ends_at


def test_the_sum_of_a_cancelled_booking_is_right(as_lucie, ask, clain, place):
    TariffFactory(space=clain)
    RebateFactory(place=place)
    page = reverse("bookings:booking", args=[book(**ask(day="2026-03-05")).pk])
    as_lucie.post(f"{page}annuler/", {"reason": ""})

    answer = as_lucie.get(page)

    price = answer.context["page"].price
    assert [line["label"] for line in price["lines"]][-1] == "Réservation annulée"
    assert sum(line["amount"] for line in price["lines"]) == price["total"] == 0
    for gone in ("Sur le planning", "Ajouter à mon agenda"):
        assert gone not in text_of(answer)


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


def test_what_is_over_and_counted_makes_room_for_what_is_to_come(client, ask, jeanne, now):
    for start, end, title in [("09:00", "10:00", "Comptée"), ("10:00", "11:00", "Pas comptée")]:
        book(**ask(start=start, end=end, title=title, attendees=1))
    now.move_to(at("2026-03-03", "11:10"))
    first = Booking.objects.get(title="Comptée")
    client.force_login(jeanne)
    client.post(reverse("bookings:counted", args=[first.pk]), {"present": "1"})

    answer = client.get("/accueil/")

    sheet = answer.context["sheet"]
    assert [visit.booking.title for visit in sheet.awaited] == ["Pas comptée"]
    assert [(visit.booking.title, visit.state) for visit in sheet.settled] == [("Comptée", "1 présent")]
    assert "Revoir la visite terminée" in text_of(answer)


def test_a_long_season_is_folded_and_what_goes_on_is_named(as_lucie, ask, now):
    for day in range(3, 13):
        book(**ask(day=f"2026-03-{day:02}"))

    shown = text_of(as_lucie.get("/mon-espace/"))
    now.move_to(at("2026-03-03", "14:30"))

    assert "Prochaine fois : mardi 3 mars 2026 de 14 h à 16 h" in shown
    assert "Voir les 2 suivantes" in shown
    assert "En ce moment : Réunion de bureau, jusqu’à 16 h" in text_of(as_lucie.get("/mon-espace/"))


def test_one_s_own_page_says_what_the_house_lent(as_lucie, ask, clain, place, now):
    TariffFactory(space=clain)
    RebateFactory(place=place)
    for day in ("2026-03-03", "2026-03-04"):
        book(**ask(day=day))
    now.move_to(at("2026-03-04", "09:00"))

    own = as_lucie.get("/mon-espace/").context["own"]

    assert [booking.title for booking in own.coming] == ["Réunion de bureau"]
    (mine,) = own.years
    assert (mine.times, mine.lent.hours, mine.lent.lent, mine.quotas) == ("1 réservation", 2, 18, [])


def test_one_s_own_page_names_the_day_and_says_what_is_left_of_the_quotas(as_lucie, ask, clain, place, now):
    TariffFactory(space=clain)
    RebateFactory(place=place)
    for day in ("2026-03-03", "2026-03-10", "2026-03-17"):
        book(**ask(day=day))
    RulesFactory(place=place, monthly_quota="20:00:00")
    RulesFactory(space=clain, monthly_quota="06:00:00")
    now.move_to(at("2026-03-20", "09:00"))
    as_lucie.force_login(Booking.objects.first().organiser)

    answer = as_lucie.get("/mon-espace/")

    assert "3 mardis, 6&nbsp;h, <strong>54 € offerts</strong>" in text_of(answer)
    (mine,) = answer.context["own"].years
    assert [(quota.where, quota.words) for quota in mine.quotas] == [
        ("Ce mois-ci", "6 h sur 20 h, il reste 14 h"),
        ("Salle du Clain", "6 h sur 6 h, il ne reste rien"),
    ]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({}, "0 réservation"),
        ({1: 1}, "1 réservation"),
        ({1: 41}, "41 mardis"),
        ({1: 38, 3: 3}, "41 réservations, dont 38 mardis"),
        ({1: 2, 3: 2}, "4 réservations"),
    ],
)
def test_a_year_is_named_after_its_day(days, words):
    assert times(Counter(days)) == words


def test_a_booking_of_several_rooms_is_changed_room_by_room(as_lucie, ask, clain, place, form):
    kitchen = room(place, "Cuisine", layouts={})
    rooms = [
        Hold(clain, at("2026-03-05", "14:00"), at("2026-03-05", "16:00")),
        Hold(kitchen, at("2026-03-05", "15:00"), at("2026-03-05", "16:00"), setup=timedelta(minutes=15)),
    ]
    booking = book(**ask(rooms=rooms))
    change = reverse("bookings:change", args=[booking.pk])
    (row,) = as_lucie.get(change).context["rows"]
    assert (row["space"].value(), row["starts"].value()) == (str(kitchen.pk), "15:00")
    sent = form(day="2026-03-05", **{"r0-space": kitchen.pk, "r0-day": "2026-03-06", "r0-ends": "18:00"})

    unclear = as_lucie.post(change, sent | {"r0-starts": ""})
    assert (unclear.status_code, unclear.context["rows"][0].errors) == (
        422,
        {"starts": ["Il manque une réponse ici."]},
    )
    assert as_lucie.post(change, sent | {"r0-starts": "17:00"}).status_code == 302
    assert [(row.space.name, row.starts_at, row.setup) for row in booking.booked_spaces.order_by("pk")] == [
        ("Salle du Clain", at("2026-03-05", "14:00"), timedelta(0)),
        ("Cuisine", at("2026-03-06", "17:00"), timedelta(minutes=15)),
    ]


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

    assert house.facts == ["1 espace, 1 à réserver", "1 occupé en ce moment"]
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

    assert again == f"{ROOM}?comme={booking.pk}#reserver"
    initial = as_lucie.get(again).context["form"].initial
    assert (str(initial["day"]), initial["attendees"], initial["title"]) == (
        "2026-03-17",
        9,
        "Réunion de bureau",
    )
