"""The mailbox of the demo: what was sent, read back; nothing runs, nothing leaves the folder."""

import importlib

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import clear_url_caches

from reminders.views.previews import MAIL_CSP
from tierslieu.mailers import mailers_from_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    """The demo's addresses and its folder."""
    import tierslieu.urls

    settings.DEMO_MAIL_DIR = tmp_path / "courriels"
    settings.MAILERS = mailers_from_url(f"filemail:///{settings.DEMO_MAIL_DIR}")
    settings.DEMO = True
    importlib.reload(tierslieu.urls)
    clear_url_caches()
    yield settings.DEMO_MAIL_DIR
    settings.DEMO = False
    importlib.reload(tierslieu.urls)
    clear_url_caches()


def send(to="lucie@caserne.example", subject="Réservation confirmée", html="<p>À <b>mardi</b></p>"):
    message = EmailMultiAlternatives(subject=subject, body="À mardi", to=[to])
    message.attach_alternative(html, "text/html")
    message.attach("réservation.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar")
    message.send()


def only_name(folder) -> str:
    (found,) = folder.glob("*.eml")
    return found.stem


def test_an_empty_mailbox_says_so(demo, client):
    page = client.get("/demo/courriels/")
    assert page.status_code == 200
    assert "Aucun courriel" in page.content.decode()


def test_the_latest_mail_comes_first_and_one_recipient_can_be_chosen(demo, client):
    for number, to in enumerate(["lucie@caserne.example", "paul@caserne.example", "lucie@caserne.example"]):
        send(to, f"Courriel {number}")
    page = client.get("/demo/courriels/")
    assert [mail.subject for mail in page.context["page"]] == ["Courriel 2", "Courriel 1", "Courriel 0"]
    assert page.context["recipients"] == ["lucie@caserne.example", "paul@caserne.example"]
    page = client.get("/demo/courriels/?pour=paul@caserne.example")
    assert [mail.subject for mail in page.context["page"]] == ["Courriel 1"]


def test_a_mail_is_read_with_its_words_its_layout_and_its_files(demo, client):
    send()
    name = only_name(demo)
    page = client.get(f"/demo/courriels/{name}/")
    mail = page.context["mail"]
    assert (mail.subject, mail.text.strip(), mail.recipients) == (
        "Réservation confirmée",
        "À mardi",
        ["lucie@caserne.example"],
    )
    assert f'src="/demo/courriels/{name}/html/"' in page.content.decode()
    frame = client.get(f"/demo/courriels/{name}/html/")
    assert frame.content.decode().strip() == "<p>À <b>mardi</b></p>"
    assert frame["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src" not in MAIL_CSP
    attached = client.get(f"/demo/courriels/{name}/pieces/0/")
    assert b"".join(attached.streaming_content).splitlines() == [b"BEGIN:VCALENDAR"]
    assert attached["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("what", ["", "html/", "pieces/7/"])
def test_what_is_not_there_is_not_found(demo, client, what):
    send()
    name = only_name(demo) if what == "pieces/7/" else "inconnu"
    assert client.get(f"/demo/courriels/{name}/{what}").status_code == 404
    assert client.get(f"/demo/courriels/../../etc/passwd/{what}").status_code == 404


def test_a_damaged_mail_hides_no_other(demo, client):
    send()
    (demo / "20200101T000000000000-abime.eml").write_bytes(b"\xff\xfe pas un courriel")
    page = client.get("/demo/courriels/")
    assert [mail.subject for mail in page.context["page"]] == ["Réservation confirmée", "Sans objet"]
    assert client.get("/demo/courriels/20200101T000000000000-abime/").status_code == 200


def test_outside_the_demo_the_mailbox_does_not_exist(client):
    assert client.get("/demo/courriels/").status_code == 404
