"""The sheet of the day: printed, mailed at half past seven to whoever keeps the desk, and to nobody else."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from bookings import day_sheets
from bookings.services import book
from bookings.tasks import plan_day_sheets
from people.services import revoke
from reminders.models import Notice
from reminders.registry import kind_of
from tests.factories.bookings import TariffFactory, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def text_of_pdf(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def planned() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=day_sheets.SHEET).order_by("occurrence", "email")
    return list(rows.values_list("recipient__name", "occurrence"))


def test_the_sheet_prints_who_comes_today_without_amounts(client, jeanne, ask, clain):
    TariffFactory(space=clain)
    book(**ask(day="2026-03-02", start="10:00", end="12:00", title="Tricot & thé #1 *"))
    book(**ask(day="2026-03-03", title="Demain"))
    client.force_login(jeanne)

    answer = client.get("/accueil/feuille.pdf")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = text_of_pdf(answer.content)
    assert "Tricot & thé #1 *" in text
    assert "Venus sans prévenir" in text
    assert "Demain" not in text
    assert "€" not in text


def test_an_empty_day_prints_too(client, jeanne):
    client.force_login(jeanne)
    assert "Personne n’est attendu aujourd’hui." in text_of_pdf(client.get("/accueil/feuille.pdf").content)


def test_only_the_desk_prints_and_chooses(client, lucie):
    client.force_login(lucie)
    assert client.get("/accueil/feuille.pdf").status_code == 403
    assert client.post("/accueil/feuille/", {"wanted": "1"}).status_code == 403


def test_whoever_holds_the_desk_gets_it_and_planning_twice_is_once(place, jeanne, samir):
    assert plan_day_sheets() == 1
    assert plan_day_sheets() == 1

    assert planned() == [("Jeanne Pasquier", "2026-03-03")]
    assert Notice.objects.get(kind=day_sheets.SHEET).due_at == at("2026-03-03", "07:30")


def test_one_chooses(client, place, jeanne, samir):
    for person, wanted in ((jeanne, "0"), (samir, "1")):
        client.force_login(person)
        assert client.post("/accueil/feuille/", {"wanted": wanted}).status_code == 302

    plan_day_sheets()

    assert planned() == [("Samir Haddad", "2026-03-03")]
    assert "Ne plus la recevoir" in client.get("/accueil/").content.decode()


def test_half_past_seven_stays_half_past_seven_when_the_clocks_change(place, jeanne, now):
    now.move_to(at("2026-03-28", "20:00"))
    plan_day_sheets()
    assert Notice.objects.get(kind=day_sheets.SHEET).due_at == at("2026-03-29", "07:30")


@pytest.fixture
def notice(place, jeanne, ask, now):
    book(**ask(day="2026-03-03"))
    plan_day_sheets()
    now.move_to(at("2026-03-03", "07:30"))
    return Notice.objects.get(kind=day_sheets.SHEET)


def test_the_mail_carries_the_sheet(place, notice):
    kind = kind_of(day_sheets.SHEET)

    assert kind.still_deserved(place, notice) is None
    ((name, content, mimetype),) = kind.attachments(place, notice)
    assert (name, mimetype) == ("feuille-2026-03-03.pdf", "application/pdf")
    assert "Réunion de bureau" in text_of_pdf(content)


def test_whoever_no_longer_keeps_the_desk_gets_nothing(place, notice, jeanne):
    revoke(user=jeanne, permission="welcome_place", target=place, revoked_by=None)

    assert kind_of(day_sheets.SHEET).still_deserved(place, notice) == (
        "cette personne ne reçoit plus la feuille"
    )


def test_a_day_without_anybody_is_not_mailed(place, jeanne, now):
    plan_day_sheets()
    now.move_to(at("2026-03-03", "07:30"))
    notice = Notice.objects.get(kind=day_sheets.SHEET)

    assert kind_of(day_sheets.SHEET).still_deserved(place, notice) == "personne n’est attendu"
    now.move_to(at("2026-03-04", "07:30"))
    assert kind_of(day_sheets.SHEET).still_deserved(place, notice) == "la journée est passée"
