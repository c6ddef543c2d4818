"""A mail backend that keeps each message as one .eml file, for the demo and for development."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

import clock


class FolderBackend(BaseEmailBackend):
    """Write each message whole, under a name that sorts by time, never half written."""

    def __init__(self, file_path: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(file_path or ".")

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; the return value is how many were written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            stamp = clock.now().strftime("%Y%m%dT%H%M%S%f")
            target = self.folder / f"{stamp}-{uuid4().hex[:8]}.eml"
            partial = target.with_suffix(".part")
            partial.write_bytes(message.message().as_bytes())
            os.replace(partial, target)  # noqa: PTH105 - atomic on the same file system
        return len(email_messages)
