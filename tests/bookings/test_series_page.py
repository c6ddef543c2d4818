from dataclasses import replace
from datetime import date, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from bookings.agenda import Choice, Plan
from bookings.models import Booking, BookingSeries
from bookings.recurrence import Recurrence
from bookings.services import book
from bookings.services.series import create_series
from reminders.typography import unbroken
from tests.bookings.browsing import text_of
from tests.factories.bookings import RebateFactory, RulesFactory, TariffFactory, at, room
from tests.factories.people import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PARIS = ZoneInfo("Europe/Paris")
TUESDAYS = Recurrence("FREQ=WEEKLY;COUNT=4", date(2026, 3, 10), time(18), PARIS)
HOLIDAYS = ("skip_school", "skip_public")
SKIPPED = date(2026, 3, 24)


@pytest.fixture
def plan(place, clain):
    RulesFactory(place=place, horizon=timedelta(days=400))
    return Plan(space=clain, recurrence=TUESDAYS, duration=timedelta(hours=2), attendees=9)


@pytest.fixture
def series(plan, lucie, association):
    """Three Tuesdays at 18 h; the fourth, the third of the month, was left aside."""
    skipped = replace(plan, choices={SKIPPED: Choice(skip=True)})
    return create_series(organiser=lucie, organisation=association, plan=skipped, title="Atelier couture")


@pytest.fixture
def page(client, series, lucie):
    client.force_login(lucie)
    return f"/mon-espace/regulieres/{series.pk}/"


def dates(series) -> list[str]:
    rows = Booking.objects.filter(series=series).holding().with_rooms()
    return sorted(
        f"{row.starts_at.astimezone(PARIS):%d/%m %H:%M} {row.booked_spaces.all()[0].space.name}"
        for row in rows
    )


def second(series) -> str:
    return str(Booking.objects.get(series=series, booked_spaces__starts_at=at("2026-03-17", "18:00")).pk)


def test_each_date_leads_to_all_of_them(client, page, series):
    one = f"/mon-espace/reservations/{second(series)}/"

    for address in (one, f"{one}modifier/", f"{one}annuler/"):
        assert f'href="{page}"' in client.get(address).content.decode()

    words = text_of(client.get(page))
    assert "3 dates à venir" in words
    assert "Mardi 24 mars 2026&nbsp;: Date sautée à votre demande." in words


def test_this_date_and_the_following_are_given_back(client, page, series):
    answer = client.post(page, {"geste": "annuler", "annuler-since": second(series)}, follow=True)

    assert "C’est annulé pour 2 dates : la salle est libre pour d’autres." in text_of(answer)
    assert dates(series) == ["10/03 18:00 Salle du Clain"]


def test_the_following_move_together_or_not_at_all(client, page, series, place, ask):
    garde = room(place, "Salle de garde")
    typed = {
        "geste": "changer",
        "changer-since": second(series),
        "changer-starts": "19:00",
        "changer-ends": "21:30",
        "changer-space": garde.pk,
    }
    taken = book(**ask(day="2026-03-31", start="20:00", end="21:00", space=garde))
    before = dates(series)

    refused = client.post(page, typed)

    assert refused.status_code == 409
    assert "1 date ne va pas" in text_of(refused)
    assert "mardi 31 mars 2026" in text_of(refused).lower()
    assert dates(series) == before

    Booking.objects.filter(pk=taken.pk).get().claim.occupations.all().delete()
    client.post(page, typed)
    assert dates(series) == [
        "10/03 18:00 Salle du Clain",
        "17/03 19:00 Salle de garde",
        "31/03 19:00 Salle de garde",
    ]


def test_what_was_left_aside_is_tried_again(client, page, series):
    answer = client.post(page, {"geste": "reessayer"}, follow=True)

    assert "C’est réservé pour 1 date de plus." in text_of(answer)
    assert "24/03 18:00 Salle du Clain" in dates(series)


def test_what_still_does_not_stand_is_said(client, page, series, ask):
    book(**ask(day="2026-03-24", start="19:00", end="20:00"))

    answer = client.post(page, {"geste": "reessayer"})

    assert "Ces dates ne vont toujours pas" in text_of(answer)
    assert len(dates(series)) == 3


def test_it_is_renewed_once_its_dates_were_seen(client, page, series, ask, now):
    book(**ask(day="2026-04-14", start="19:00", end="20:00"))
    typed = {"geste": "reconduire", "reconduire-until": "2026-04-21"}

    seen = client.post(page, typed)
    assert "3 dates, 2 libres" in text_of(seen)
    assert BookingSeries.objects.count() == 1

    client.post(page, typed | {"confirmer": "1"})
    renewed = BookingSeries.objects.exclude(pk=series.pk).get()
    assert dates(renewed) == ["07/04 18:00 Salle du Clain", "21/04 18:00 Salle du Clain"]
    (aside,) = renewed.rejected.all()
    assert aside.starts_at == at("2026-04-14", "18:00")
    assert "n’est pas libre" in aside.reason

    again = client.post(page, typed | {"confirmer": "1"}, follow=True)
    assert "C’était déjà reconduit" in text_of(again)
    now.shift(timedelta(minutes=11))
    later = client.post(page, typed | {"confirmer": "1"})
    assert later.status_code == 409
    assert "Aucune de ces dates n’est à réserver" in text_of(later)
    assert BookingSeries.objects.count() == 2


def test_its_renewal_says_its_price_and_keeps_to_the_school_term(
    client, plan, lucie, association, clain, place
):
    TariffFactory(space=clain)
    RebateFactory(place=place)
    # Zone A: 4 to 20 April 2026.
    term = replace(
        plan,
        recurrence=Recurrence(
            "FREQ=WEEKLY;UNTIL=20260421T215959Z",
            date(2026, 3, 31),
            time(18),
            PARIS,
            exdates=frozenset({date(2026, 4, 7), date(2026, 4, 14)}),
        ),
    )
    series = create_series(organiser=lucie, organisation=association, plan=term, title="Chorale")
    client.force_login(lucie)
    page = f"/mon-espace/regulieres/{series.pk}/"
    answers = {name: client.get(page).context["page"].renew[name].value() for name in HOLIDAYS}
    assert answers == dict.fromkeys(HOLIDAYS, True)

    typed = {"geste": "reconduire", "reconduire-until": "2026-10-27"} | {
        f"reconduire-{name}": "on" for name in HOLIDAYS
    }
    seen = client.post(page, typed)
    client.post(page, typed | {"confirmer": "1"})

    renewed = BookingSeries.objects.exclude(pk=series.pk).get()
    days = {row.starts_at.date() for row in Booking.objects.filter(series=renewed).with_rooms()}
    words = unescape(seen.content.decode())
    assert unbroken("mardi 27 octobre 2026 : vacances scolaires") in words
    assert unbroken("mardi 14 juillet 2026 : Fête nationale") in words
    assert (min(days), max(days)) == (date(2026, 4, 28), date(2026, 10, 13))
    assert not any(date(2026, 7, 4) <= day <= date(2026, 8, 31) for day in days)
    assert seen.context["price"]["total"] == 18 * len(days)


@pytest.mark.parametrize(
    "typed",
    [
        {"geste": "annuler", "annuler-since": "rien"},
        {"geste": "changer", "changer-since": "rien", "changer-starts": "10:00", "changer-ends": "10:00"},
        {"geste": "reconduire", "reconduire-until": "demain"},
        {"geste": "reconduire", "reconduire-until": "9999-12-31"},
        {"geste": "rien"},
        {},
    ],
)
def test_nonsense_changes_nothing(client, page, series, typed):
    before = dates(series)

    assert client.post(page, typed).status_code == 422
    assert dates(series) == before


@pytest.mark.parametrize("until", ["2026-03-12", "2999-12-31"])
def test_an_end_that_gives_no_date_is_refused(client, page, until):
    assert client.post(page, {"geste": "reconduire", "reconduire-until": until}).status_code == 409


def test_a_stranger_finds_nothing(client, page):
    client.force_login(UserFactory())

    assert client.get(page).status_code == 404


def test_a_date_on_its_own_leads_to_no_series(client, lucie, ask):
    client.force_login(lucie)
    alone = book(**ask(organiser=lucie))

    assert "Toutes les dates" not in client.get(alone.get_absolute_url()).content.decode()


@pytest.fixture
def atelier(client, plan, place, lucie, association):
    """Four Tuesdays in a workshop of four desks, which they take whole."""
    desks = room(place, "La Remise", seat_count=4, capacity=12)
    TariffFactory(space=desks, hour=3, half_day=None, day=None)
    client.force_login(lucie)
    return create_series(
        organiser=lucie, organisation=association, plan=replace(plan, space=desks), title="Atelier couture"
    )


def test_a_shared_room_taken_whole_is_paid_for_all_its_seats(client, atelier):
    one = atelier.bookings.by_start()[0]

    assert (one.price_due, one.booked_spaces.get().seats) == (24, None)
    assert one.price_lines == [{"label": "Tarif public, 2 h × 4 places", "amount": "24.00"}]


def test_it_stays_whole_when_it_moves(client, atelier):
    one, two, *_others = atelier.bookings.by_start()
    page = f"/mon-espace/reservations/{one.pk}/"
    hours = {"day": "2026-03-10", "starts": "19:00", "ends": "21:00"}
    facts = {"attendees": "9", "title": one.title, "layout": "meeting"}
    since = {"geste": "changer", "changer-since": str(two.pk), "changer-space": atelier.space_id}
    new_hours = {"changer-starts": "19:00", "changer-ends": "21:00"}

    moved = client.post(f"{page}deplacer/", {"space": atelier.space_id} | hours)
    changed = client.post(f"{page}modifier/", hours | facts | {"starts": "19:30"})
    together = client.post(f"/mon-espace/regulieres/{atelier.pk}/", since | new_hours)

    assert [answer.status_code for answer in (moved, changed, together)] == [302, 302, 302]
    rows = [row for booking in atelier.bookings.by_start() for row in booking.booked_spaces.all()]
    assert [row.seats for row in rows] == [None] * 4
    assert [row.starts_at.astimezone(PARIS).strftime("%H:%M") for row in rows] == ["19:30"] + ["19:00"] * 3
    assert [booking.price_due for booking in atelier.bookings.by_start()] == [18, 24, 24, 24]


def test_what_is_given_back_too_late_is_said_before(client, page, series, clain, now):
    TariffFactory(space=clain)
    series.bookings.update(price_due=18)
    now.move_to(at("2026-03-10", "12:00"))

    assert "le délai d’annulation est passé : 18 € restent dus" in plain(client.get(page))

    client.post(page, {"geste": "annuler", "annuler-since": str(series.bookings.by_start()[0].pk)})
    assert [row.price_due for row in series.bookings.by_start()] == [18, 0, 0]


def test_the_administrator_of_the_organisation_renews_in_their_own_name(client, page, series, association):
    admin = MembershipFactory(organisation=association, role="admin").user
    client.force_login(admin)

    answer = client.post(page, {"geste": "reconduire", "reconduire-until": "2026-04-21", "confirmer": "1"})

    assert answer.status_code == 302
    renewed = BookingSeries.objects.exclude(pk=series.pk).get()
    assert (renewed.organiser, len(dates(renewed))) == (admin, 3)


def plain(answer) -> str:
    return text_of(answer).replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")
