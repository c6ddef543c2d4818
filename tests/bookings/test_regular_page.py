from datetime import date, time, timedelta
from html import unescape

import pytest
from django.db.models import Sum

from bookings.forms.regular import FORTNIGHTLY, MONTHLY, WEEKLY, WORKDAYS, rule_of, usual_end
from bookings.models import Booking, BookingSeries
from bookings.services import book
from bookings.services.series_changes import Scope, cancel_series
from reminders.models import Notice
from reminders.registry import kind_of
from reminders.typography import unbroken
from spaces.models import OpeningRule, Space
from tests.factories.bookings import PARIS, RebateFactory, RulesFactory, TariffFactory, at, room

TYPED = {
    "day": "2026-03-10",
    "starts": "18:00",
    "ends": "20:00",
    "until": "2026-04-07",
    "rhythm": WEEKLY,
    "attendees": "9",
    "title": "Atelier couture",
    "layout": "meeting",
}


@pytest.fixture(autouse=True)
def _far_enough(place, now):
    RulesFactory(place=place, horizon=timedelta(days=400))


@pytest.fixture
def send(client, lucie, association, clain):
    client.force_login(lucie)

    def _send(**more):
        return client.post(
            f"/espaces/{clain.place.slug}/{clain.slug}/reguliere/",
            TYPED | {"organisation": association.pk} | more,
        )

    return _send


def test_the_page_opens_with_a_season_ready(client, lucie, clain):
    client.force_login(lucie)
    page = client.get(f"/espaces/{clain.place.slug}/{clain.slug}/reguliere/").content.decode()
    assert 'value="2026-03-02"' in page
    assert 'value="2026-08-31"' in page


def test_in_the_evening_a_season_begins_tomorrow(client, lucie, clain, now):
    now.move_to(at("2026-03-02", "18:30"))
    client.force_login(lucie)
    page = client.get(f"/espaces/{clain.place.slug}/{clain.slug}/reguliere/").content.decode()
    assert 'value="2026-03-03"' in page
    assert 'value="18:00"' in page


def test_looking_at_the_dates_writes_nothing(send):
    answer = send()
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "5 dates" in page
    assert unbroken("mardi 24 mars 2026") in page
    assert not Booking.objects.exists()


def test_the_dates_say_what_they_cost_together(send, place, clain):
    TariffFactory(space=clain)
    TariffFactory(space=room(place, "Salle de la Boivre"), hour=10, half_day=None, day=None)
    RebateFactory(place=place)
    elsewhere = {
        "d20260317-act": "elsewhere",
        "d20260317-space": Space.objects.get(name__endswith="Boivre").pk,
    }

    price = send(**elsewhere, **{"d20260331-act": "skip"}).context["price"]

    assert [(line.label, line.amount) for line in price["lines"]] == [
        ("Tarif public, 2 h × 3", 108),
        ("Association, moitié prix × 3", -54),
        ("Tarif public, 2 h", 20),
        ("Association, moitié prix", -10),
    ]
    send(reserver="1", **elsewhere, **{"d20260331-act": "skip"})
    written = Booking.objects.aggregate(due=Sum("price_due"), public=Sum("price_public"))
    assert (price["total"], price["lent"]) == (written["due"], written["public"] - written["due"]) == (64, 64)


def test_booking_them_writes_them_all(send, lucie):
    answer = send(reserver="1")
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/mon-espace/regulieres/{BookingSeries.objects.get().pk}/?fait=oui",
    )
    series = BookingSeries.objects.get()
    assert (series.organiser, series.bookings.count()) == (lucie, 5)
    assert series.rule == "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260407T215959Z"


def test_a_date_in_trouble_is_decided_before_anything_is_written(send, ask, place):
    other = room(place, "Salle de la Boivre")
    book(**ask(day="2026-03-24", start="19:00", end="20:00"))
    answer = send(reserver="1")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert unbroken("n’est pas libre mardi 24 mars 2026 de 19 h à 20 h") in page
    assert (page.count("à décider</option>"), page.count("la garder</option>")) == (1, 4)
    assert page.count("Autre heure") == 1
    assert not BookingSeries.objects.exists()
    answer = send(
        reserver="1", **{"d20260324-act": "elsewhere", "d20260324-space": other.pk, "d20260331-act": "skip"}
    )
    assert answer.status_code == 302
    series = BookingSeries.objects.get()
    assert series.bookings.filter(booked_spaces__space=other).count() == 1
    assert series.bookings.count() == 4
    assert series.rejected.count() == 1


def test_school_and_public_holidays_are_left_out(send):
    # Zone A: 4 to 20 April 2026. Easter Monday is 6 April, 1 May a Friday.
    answer = send(day="2026-03-30", until="2026-05-01", rhythm=WORKDAYS, skip_school="on", skip_public="on")
    page = unescape(answer.content.decode())
    assert "11 dates laissées de côté" in page
    assert unbroken("lundi 6 avril 2026 : Lundi de Pâques") in page
    assert unbroken("mardi 14 avril 2026 : vacances scolaires") in page
    assert unbroken("vendredi 1er mai 2026 : Fête du Travail") in page
    assert 'name="d20260414-act"' not in page
    assert unbroken("jeudi 2 avril 2026") in page
    assert unbroken("mardi 21 avril 2026") in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"until": "2026-03-09"}, "La fin vient avant le premier jour"),
        ({"until": "2027-08-31"}, "treize mois au plus"),
        (
            {"day": "2026-04-07", "until": "2026-04-14", "skip_school": "on"},
            "Toutes ces dates tombent pendant des vacances ou des jours fériés",
        ),
        ({"attendees": "0"}, "Dites au moins une personne."),
        ({"title": ""}, "Il manque une réponse ici."),
    ],
)
def test_what_does_not_make_sense_is_said_beside_the_field(send, change, says):
    answer = send(**change)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Booking.objects.exists()


@pytest.mark.parametrize("until", ["2026-03-10", "2026-04-07"])
def test_the_preview_costs_the_same_for_one_date_and_five(send, django_assert_num_queries, until):
    send(until=until)
    with django_assert_num_queries(22):
        send(until=until)


@pytest.mark.parametrize(
    ("rhythm", "first", "rule"),
    [
        (WEEKLY, date(2026, 3, 10), "FREQ=WEEKLY;BYDAY=TU"),
        (FORTNIGHTLY, date(2026, 3, 10), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        (MONTHLY, date(2026, 3, 2), "FREQ=MONTHLY;BYDAY=1MO"),
        (MONTHLY, date(2026, 3, 31), "FREQ=MONTHLY;BYDAY=-1TU"),
        (WORKDAYS, date(2026, 3, 10), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ],
)
def test_a_rhythm_becomes_a_rule(rhythm, first, rule):
    assert rule_of(rhythm, first) == rule


@pytest.mark.parametrize(
    ("first", "end"),
    [(date(2026, 3, 2), date(2026, 8, 31)), (date(2026, 8, 20), date(2027, 8, 31))],
)
def test_the_usual_end_is_that_of_the_season(first, end):
    assert usual_end(first) == end


def test_what_was_typed_to_book_once_begins_the_regular_booking(send, association):
    answer = send(depuis="formulaire", day="2026-03-17", title="Chorale", until="", rhythm="")

    assert answer.status_code == 200
    form = answer.context["form"]
    found = {name: form[name].value() for name in ("day", "starts", "ends", "attendees", "title")}
    assert found == {
        "day": "2026-03-17",
        "starts": "18:00",
        "ends": "20:00",
        "attendees": "9",
        "title": "Chorale",
    }
    assert form["organisation"].value() == str(association.pk)
    assert not form.errors
    assert not Booking.objects.exists()


def test_a_regular_booking_keeps_one_date_at_least(send):
    every = {f"d{day}-act": "skip" for day in ("20260310", "20260317", "20260324", "20260331", "20260407")}

    answer = send(reserver="1", **every)

    assert answer.status_code == 409
    assert "Aucune de ces dates n’est à réserver" in answer.content.decode()
    assert not BookingSeries.objects.exists()


@pytest.mark.parametrize(
    ("decision", "question"),
    [
        ({"act": "move"}, "Dites à quelle heure."),
        ({"act": "move", "starts": "25:61"}, "heure valide"),
        ({"act": "elsewhere"}, "Dites quelle salle."),
        ({"act": "elsewhere", "space": "0"}, "choix valide"),
        ({"act": "rien"}, "choix valide"),
    ],
)
def test_a_decision_that_is_not_finished_books_nothing(send, decision, question):
    answer = send(reserver="1", **{f"d20260317-{name}": value for name, value in decision.items()})

    assert answer.status_code == 422
    assert question in unescape(answer.content.decode())
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("zone", "day", "until", "said"),
    [
        ("", "2026-03-10", "2026-04-21", "Ce lieu n’a pas dit sa zone scolaire"),
        ("A", "2028-07-04", "2028-10-31", "ne sont publiées que jusqu’au"),
        ("A", "2026-03-10", "2026-04-21", ""),
    ],
)
def test_what_nobody_published_of_the_school_holidays_is_said(send, place, zone, day, until, said):
    place.school_zone = zone
    place.save()

    form = send(day=day, until=until, skip_school="on").context["form"]

    assert said in form.unknown
    assert bool(said) == bool(form.unknown)


def test_dates_that_wait_are_said_to_wait(send, client, clain, samir):
    RulesFactory(space=clain, needs_approval=True)

    answer = send(reserver="1")
    words = unescape(client.get(answer["Location"]).content.decode())

    assert "C’est demandé : 5 dates." in words.replace("\N{NO-BREAK SPACE}", " ")
    series = BookingSeries.objects.get()
    (asked,) = Notice.objects.filter(kind="booking.approval")
    assert (asked.recipient, asked.subject_id) == (samir, str(series.bookings.by_start()[0].pk))
    told = kind_of("series.created").context(series, None)
    assert (told["all_wait"], told["dates"][0]) == (True, "mardi 10 mars 2026, à valider")
    page = unescape(client.get(f"/mon-espace/regulieres/{series.pk}/").content.decode())
    assert page.count(", à valider") == 5


def test_a_double_click_books_once_and_leads_to_the_dates(send, client, lucie):
    first, second = send(reserver="1"), send(reserver="1")

    series = BookingSeries.objects.get()
    assert [first["Location"], second["Location"]] == [f"/mon-espace/regulieres/{series.pk}/?fait=oui"] * 2
    assert (series.bookings.count(), Notice.objects.filter(kind="series.created").count()) == (5, 1)
    page = unescape(client.get(second["Location"]).content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    assert "C’était déjà fait : voici vos dates." in page


def test_what_was_given_back_since_is_no_double_click(send, ask, lucie):
    send(reserver="1")
    series = BookingSeries.objects.get()
    cancel_series(booking=series.bookings.by_start()[0], scope=Scope.ALL, actor=lucie)
    book(**ask(day="2026-03-10", start="19:00", end="20:00"))

    assert send(reserver="1").status_code == 409


def test_a_night_when_the_hour_changes_does_not_lengthen_the_others(send, place, clain):
    OpeningRule.objects.all().delete()
    for weekday in range(1, 8):
        OpeningRule.objects.create(place=place, weekday=weekday, opens=time(0), closes=time(0))

    send(day="2026-03-28", starts="22:00", ends="04:00", until="2026-04-11", reserver="1")

    series = BookingSeries.objects.get()
    assert series.duration == timedelta(hours=6)
    assert [f"{row.ends_at.astimezone(PARIS):%d/%m %H:%M}" for row in series.bookings.by_start()] == [
        "29/03 05:00",
        "05/04 04:00",
        "12/04 04:00",
    ]
