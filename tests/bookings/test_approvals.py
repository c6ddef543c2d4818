"""The queue of an approver: what helps to decide, and one answer for several requests."""

import pytest
from django.urls import reverse

from bookings.models import Booking
from bookings.services import approve, book, declare_attendance, wait
from people.services import grant
from spaces.holds import Hold
from tests.bookings.browsing import text_of
from tests.factories.bookings import RulesFactory, TariffFactory, at, foreign_booking
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

QUEUE, ANSWER = "/mon-espace/validations/", "/mon-espace/validations/repondre/"


@pytest.fixture
def fatou(clain):
    """Whoever approves the Clain, and nothing else."""
    RulesFactory(space=clain, needs_approval=True)
    user = UserFactory(name="Fatou Diallo")
    grant(user=user, permission="approve_space", target=clain, given_by=None)
    return user


@pytest.fixture
def as_fatou(client, fatou):
    client.force_login(fatou)
    return client


def test_a_request_comes_with_what_helps_to_decide(as_fatou, ask, clain, samir, association, now):
    TariffFactory(space=clain)
    for title in ("Première", "Deuxième"):
        day = "2026-03-03" if title == "Première" else "2026-03-04"
        past = approve(booking=book(**ask(title=title, day=day)), actor=samir)
    now.move_to(at("2026-03-04", "15:00"))
    declare_attendance(booking=past, actor=samir, present=0)
    now.move_to(at("2026-03-05", "09:00"))
    approve(booking=book(**ask(title="Tricot", day="2026-03-10", start="10:00", end="13:30")), actor=samir)
    asked = book(**ask(day="2026-03-10"))
    book(**ask(title="Chorale", day="2026-03-10", start="16:30", end="18:00"))
    wait(
        user=samir,
        room=Hold(clain, at("2026-03-10", "15:00"), at("2026-03-10", "16:00")),
        title="Autre",
        attendees=2,
    )

    (row,) = [row for row in as_fatou.get(QUEUE).context["requests"] if row["booking"] == asked]

    assert (row["who"], row["standing"]) == ("Les Petites Mains du Clain", "association résidente")
    assert row["past"] == "2 réservations passées, dont 1 où personne n’est venu."
    assert row["neighbours"] == [
        "Avant, « Tricot » jusqu’à 13\u00a0h\u00a030.",
        "Après, « Chorale » (aussi en attente) à 16\u00a0h\u00a030.",
    ]
    assert row["line"] == "1 personne attend la même salle."
    assert "36 €" in text_of(as_fatou.get(QUEUE))


def test_somebody_new_is_said_to_be_new(as_fatou, ask):
    book(**ask())

    (row,) = as_fatou.get(QUEUE).context["requests"]

    assert row["past"] == "Première demande."
    assert row["neighbours"] == []


@pytest.fixture
def three(ask):
    return [book(**ask(title=f"Demande {n}", day=f"2026-03-0{n + 3}")) for n in range(3)]


def statuses() -> list[str]:
    return list(Booking.objects.order_by("title").values_list("status", flat=True))


def test_several_are_approved_at_once(as_fatou, three):
    answer = as_fatou.post(ANSWER, {"bookings": [three[0].pk, three[2].pk], "deed": "valider"}, follow=True)

    assert statuses() == ["confirmed", "pending", "confirmed"]
    assert "2 validées : " in text_of(answer)


def test_several_are_refused_with_one_reason(as_fatou, three):
    sent = {"bookings": [row.pk for row in three[:2]], "deed": "refuser"}
    unsaid = as_fatou.post(ANSWER, sent | {"reason": " "})
    assert unsaid.status_code == 422
    assert unsaid.context["checked"] == [str(row.pk) for row in three[:2]]
    assert statuses() == ["pending"] * 3

    assert as_fatou.post(ANSWER, sent | {"reason": "Travaux"}).status_code == 302
    assert statuses() == ["refused", "refused", "pending"]
    assert Booking.objects.get(pk=three[0].pk).reason == "Travaux"


def test_what_somebody_else_decided_meanwhile_is_told_and_the_rest_is_done(as_fatou, three, samir):
    approve(booking=three[0], actor=samir)

    answer = as_fatou.post(
        ANSWER, {"bookings": [three[0].pk, three[1].pk], "deed": "refuser", "reason": "Non"}
    )

    assert answer.status_code == 409
    page = text_of(answer)
    assert "« Demande 0 » : Samir Haddad a déjà répondu à 9 h : la réservation est confirmée." in page
    assert "1 refusée : Demande 1." in page
    assert statuses() == ["confirmed", "refused", "pending"]


@pytest.mark.parametrize("wrong", [{}, {"bookings": []}, {"bookings": ["x"]}, {"deed": "danser"}])
def test_nonsense_decides_nothing(as_fatou, three, wrong):
    sent = {"bookings": [three[0].pk], "deed": "valider"} | wrong
    if not wrong:
        del sent["bookings"]

    assert as_fatou.post(ANSWER, sent).status_code == 422
    assert statuses() == ["pending"] * 3


def test_another_s_request_is_not_in_reach(as_fatou, three):
    foreign = foreign_booking()

    answer = as_fatou.post(ANSWER, {"bookings": [foreign.pk, three[0].pk], "deed": "valider"})

    assert answer.status_code == 422
    assert Booking.objects.get(pk=foreign.pk).status == "pending"
    assert "Secret" not in text_of(answer)
    assert as_fatou.get(reverse("bookings:approve", args=[foreign.pk])).status_code == 405
    assert as_fatou.post(reverse("bookings:approve", args=[foreign.pk])).status_code == 404


def test_the_price_is_for_whoever_decides_while_it_waits(as_fatou, fatou, ask, clain):
    TariffFactory(space=clain)
    booking = book(**ask())

    assert "36 €" in text_of(as_fatou.get(booking.get_absolute_url()))
    approve(booking=booking, actor=fatou)
    page = text_of(as_fatou.get(booking.get_absolute_url()))
    assert "€" not in page.split("<main")[1].split("</main")[0]
