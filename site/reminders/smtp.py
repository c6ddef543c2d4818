"""An SMTP backend that knows one thing more: whether a failure came before or after the mail was handed over.

Until the whole message is transmitted, a failure means that the server has nothing. After it, silence
means nothing: the server may have accepted and been unable to say so.
"""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class Unanswered(Exception):
    """The whole message was handed over and the server's answer never came."""


class _Phased:
    """Follows a conversation, and tells the silence that follows a message from any other."""

    _sends = 0

    def send(self, s: Any) -> None:
        self._sends += 1
        super().send(s)  # type: ignore[misc]

    def data(self, msg: Any) -> Any:
        # smtplib sends the word DATA, waits for 354, then sends the message and its final dot at once.
        self._sends = 0
        try:
            return super().data(msg)  # type: ignore[misc]
        except smtplib.SMTPDataError:
            raise
        except BaseException as error:
            if self._sends > 1:
                raise Unanswered(str(error) or type(error).__name__) from error
            raise


class _Plain(_Phased, smtplib.SMTP):
    pass


class _Encrypted(_Phased, smtplib.SMTP_SSL):
    pass


class PhasedBackend(EmailBackend):
    """Django's SMTP backend over such a conversation."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Encrypted if self.use_ssl else _Plain

    def _close_connection(self, connection: smtplib.SMTP) -> None:
        # What QUIT answers changes nothing of what was accepted before it.
        try:
            super()._close_connection(connection)  # type: ignore[misc]
        except (OSError, smtplib.SMTPException):
            connection.close()
