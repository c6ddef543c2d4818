"""Turn one address, EMAIL_URL, into Django's MAILERS setting."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BACKENDS = {
    "smtp": "reminders.smtp.PhasedBackend",
    "smtps": "reminders.smtp.PhasedBackend",
    "filemail": "tierslieu.demo_mail.FolderBackend",
    "consolemail": "django.core.mail.backends.console.EmailBackend",
    "memorymail": "django.core.mail.backends.locmem.EmailBackend",
}


def mailers_from_url(url: str) -> dict[str, dict[str, Any]]:
    """Read `smtp://user:password@host:587?tls=1`, `smtps://…:465` or `filemail:///folder`.

    Raises ImproperlyConfigured when the address is empty or of an unknown kind.
    """
    parts = urlsplit(url)
    if parts.scheme not in BACKENDS:
        raise ImproperlyConfigured(
            "EMAIL_URL manque ou n’est pas reconnue : donnez par exemple smtp://nom:motdepasse@serveur:587?tls=1."
        )
    options: dict[str, Any] = {}
    if parts.scheme in {"smtp", "smtps"}:
        query = parse_qs(parts.query)
        options = {
            "host": parts.hostname or "localhost",
            "port": parts.port or (465 if parts.scheme == "smtps" else 25),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": query.get("tls", ["0"])[0] in {"1", "true"},
            "use_ssl": parts.scheme == "smtps",
            "timeout": float(query.get("timeout", ["10"])[0]),
        }
    elif parts.scheme == "filemail":
        options = {"file_path": "/" + unquote(parts.path).lstrip("/")}
    return {"default": {"BACKEND": BACKENDS[parts.scheme], "OPTIONS": options}}
