"""Every mail of the project, as it leaves with sample data: kept in `mails/`, compared word for word.

After a wanted change: `REWRITE_MAILS=1 pytest tests/reminders/test_mails.py`, then read the difference.
"""

import os
import re
from email import message_from_bytes
from email.policy import SMTP, default
from pathlib import Path

import pytest

from reminders.mail import compose_plain, specimens

KEPT = Path(__file__).parent / "mails"
HTML = ("people/mail/account.html", {"title": "", "paragraphs": []})
MAILS = {specimen.key: specimen for specimen in specimens()}


class Undefined(str):
    """A value for undefined variables that no template can swallow."""

    __slots__ = ()

    def __contains__(self, needle: object) -> bool:
        return needle == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined template variable: {name}")


@pytest.fixture(autouse=True)
def _strict_templates(settings) -> None:
    engine = settings.TEMPLATES[0]
    options = {**engine["OPTIONS"], "string_if_invalid": Undefined("%s")}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]


def as_kept(message) -> str:
    """A mail as its file keeps it: what people see, and the headers that machines act upon."""
    headers = {
        "Objet": message.subject,
        "List-Unsubscribe": message.extra_headers.get("List-Unsubscribe", "non : indispensable"),
    }
    head = "\n".join(f"{name} : {value}" for name, value in headers.items())
    html = re.sub(r"<style>.*?</style>", "<style/>", message.alternatives[0].content, flags=re.DOTALL)
    return f"{head}\n\n{message.body}\n{'=' * 40}\n\n{html.strip()}\n"


@pytest.mark.parametrize("key", sorted(MAILS))
def test_every_mail_is_the_one_that_was_read(key):
    found = as_kept(MAILS[key].make())
    kept = KEPT / f"{key}.txt"
    if "REWRITE_MAILS" in os.environ:
        kept.write_text(found, "utf-8")
    assert found == kept.read_text("utf-8")


def test_no_mail_is_kept_that_nobody_sends():
    assert sorted(path.stem for path in KEPT.glob("*.txt")) == sorted(MAILS)


@pytest.mark.parametrize("key", sorted(MAILS))
def test_every_mail_can_be_read_everywhere(key):
    message = MAILS[key].make()
    html = message.alternatives[0].content
    assert 3 < len(message.subject) <= 120
    assert "\n" not in message.subject
    assert 'name="viewport"' in html
    assert "prefers-color-scheme: dark" in html
    assert re.findall(r"<(?:script|table|link|form)\b", html) == []
    assert re.findall(r'(?:src|background)="http', html) == []
    # What counts in the layout is in the words too.
    for link in re.findall(r'<a class="action" href="([^"]+)"', html):
        assert link.replace("&amp;", "&") in message.body
    # Words are not escaped as HTML is.
    assert re.findall(r"&(?:amp|#x27|quot|lt|gt);", message.subject + message.body) == []


def test_an_undefined_variable_is_an_error():
    from django.template import engines

    with pytest.raises(AssertionError, match="undefined template variable"):
        engines["django"].from_string("{{ inconnue }}").render({})


@pytest.mark.parametrize("length", range(1, 90))
def test_a_subject_reads_back_as_it_was_written_wherever_its_line_folds(length):
    subject = f"Réservation confirmée : {'a' * length} 1er décembre 2026 de 9 h à 13 h, Épi d’Or 😀"
    mail = compose_plain(subject=subject, body="", html=HTML, to=["lucie@exemple.example"])

    wire = mail.message(policy=SMTP).as_bytes()

    assert message_from_bytes(wire, policy=default)["Subject"] == subject
    assert max(map(len, wire.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


def test_a_subject_without_accents_is_left_to_be_read_by_anyone():
    mail = compose_plain(subject="Bonjour Lucie", body="", html=HTML, to=["lucie@exemple.example"])

    assert b"\r\nSubject: Bonjour Lucie\r\n" in b"\r\n" + mail.message(policy=SMTP).as_bytes()
