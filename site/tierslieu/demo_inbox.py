"""The mails of the demo, as they were sent: read back from the folder where the demo keeps them."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

from django.conf import settings

# A demo that has run for weeks still answers at once.
LOOKED_AT = 500


@dataclass(frozen=True)
class Part:
    """One attached file."""

    index: int
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One mail of the folder."""

    name: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Its subject, on one line."""
        return str(self.message["Subject"] or "Sans objet")

    @property
    def sender(self) -> str:
        """Who it comes from."""
        return str(self.message["From"] or "")

    @property
    def recipients(self) -> list[str]:
        """The addresses it was sent to."""
        fields = [str(value) for value in self.message.get_all("To", [])]
        return [address for _name, address in getaddresses(fields) if address]

    @property
    def at(self) -> datetime | None:
        """When it was sent, None when it does not say."""
        try:
            return parsedate_to_datetime(str(self.message["Date"]))
        except ValueError:
            return None

    @property
    def headers(self) -> list[tuple[str, str]]:
        """What machines read, for those who wish to check."""
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        """The words, without their layout."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """The laid-out words, as untrusted as any mail."""
        return self._body("html")

    @property
    def attachments(self) -> list[Part]:
        """The files that came with it."""
        return [
            Part(
                index=index,
                name=part.get_filename() or f"piece-{index + 1}",
                content_type=part.get_content_type(),
                content=_bytes_of(part),
            )
            for index, part in enumerate(self.message.iter_attachments())
        ]

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return part.get_content() if part is not None else ""


def mails(recipient: str = "") -> list[Mail]:
    """The latest mails, newest first, of everyone or of one recipient."""
    found = (_read(path) for path in _newest())
    return [
        mail
        for mail in found
        if mail is not None
        and (not recipient or recipient.lower() in (address.lower() for address in mail.recipients))
    ]


def mail_named(name: str) -> Mail | None:
    """One mail of the folder, None when there is none of that name."""
    path = Path(settings.DEMO_MAIL_DIR) / f"{name}.eml"
    return _read(path) if path.parent == Path(settings.DEMO_MAIL_DIR) else None


def _bytes_of(part: Message[str, str]) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _newest() -> Iterator[Path]:
    # Names begin with the moment of sending.
    paths = sorted(Path(settings.DEMO_MAIL_DIR).glob("*.eml"), reverse=True)
    yield from paths[:LOOKED_AT]


def _read(path: Path) -> Mail | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    message = email.message_from_bytes(content, policy=email.policy.default)
    return Mail(name=path.stem, message=message)
