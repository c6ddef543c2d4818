"""Mails about accounts leave during the request: a mail server that is away must break or hold no page."""

import re
import socket
from contextlib import closing
from pathlib import Path

import pytest
from django.core import mail

from people.account_mails import LABELS
from people.adapters import NOT_SENT
from people.models import User
from tierslieu.mailers import mailers_from_url

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ask(client):
    """Ask for a code, and what the next page says."""
    User.objects.create_user("lucie@caserne.example")

    def asking() -> list[str]:
        answer = client.post("/compte/login/code/", {"email": "lucie@caserne.example"}, follow=True)
        assert answer.status_code == 200
        return [str(message) for message in answer.context["messages"]]

    return asking


def test_a_code_is_sent_at_once(ask):
    assert NOT_SENT not in ask()
    assert mail.outbox[0].to == ["lucie@caserne.example"]


def test_a_mail_server_that_refuses_is_said_plainly(ask, settings):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        settings.MAILERS = mailers_from_url(f"smtp://127.0.0.1:{probe.getsockname()[1]}")
    assert NOT_SENT in ask()


def test_a_mail_server_that_hangs_holds_no_page(ask, settings):
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        settings.MAILERS = mailers_from_url(f"smtp://127.0.0.1:{listener.getsockname()[1]}?timeout=30")
        # Had the page waited for the end, it would know that nothing left.
        assert NOT_SENT not in ask()


def test_a_code_is_read_at_a_glance_and_starts_no_answering_machine(ask):
    ask()
    (message,) = mail.outbox
    html = message.alternatives[0].content
    code = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", message.body, re.MULTILINE)[1]
    assert f'<p class="code">{code}</p>' in html
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["Message-ID"].endswith("@127.0.0.1>")


def test_every_mail_about_accounts_is_shown_to_staff():
    folders = [ROOT / "site/tierslieu/templates" / folder for folder in ("account/email", "mfa/email")]
    written = {
        f"{folder.parent.name}/email/{path.name.removesuffix('_message.txt')}"
        for folder in folders
        for path in folder.glob("*_message.txt")
    }
    assert written - {"account/email/base"} == set(LABELS)
