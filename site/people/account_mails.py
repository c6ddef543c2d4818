"""The mails about accounts: dressed as every other mail of the house, and shown with them.

They leave during the request, not through the ledger: a code is worth minutes.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string

from reminders.mail import SAMPLE_AT, compose_plain
from reminders.registry import Specimen, show

ADDRESS = "camille@exemple.example"
# Every prefix that allauth sends from, and what staff reads of it.
LABELS = {
    "account/email/account_already_exists": "Compte : l’adresse en a déjà un",
    "account/email/email_changed": "Compte : adresse changée",
    "account/email/email_confirm": "Compte : adresse vérifiée",
    "account/email/email_confirmation": "Compte : vérifier une adresse",
    "account/email/email_deleted": "Compte : adresse retirée",
    "account/email/login_code": "Compte : code pour entrer",
    "account/email/password_changed": "Compte : mot de passe changé",
    "account/email/password_reset": "Compte : mot de passe choisi à nouveau",
    "account/email/password_reset_code": "Compte : code pour un autre mot de passe",
    "account/email/password_reset_key": "Compte : lien pour un autre mot de passe",
    "account/email/password_set": "Compte : mot de passe choisi",
    "account/email/unknown_account": "Compte : adresse inconnue",
    "mfa/email/recovery_codes_generated": "Deuxième clé : codes de secours",
    "mfa/email/totp_activated": "Deuxième clé : application ajoutée",
    "mfa/email/totp_deactivated": "Deuxième clé : application retirée",
    "mfa/email/webauthn_added": "Deuxième clé : clé ajoutée",
    "mfa/email/webauthn_removed": "Deuxième clé : clé retirée",
}


def dress(message: EmailMessage, code: str = "") -> EmailMultiAlternatives:
    """The same mail with its HTML, made of its own words, and the headers of the house."""
    paragraphs = [
        {"text": text, "is_code": text == code, "is_link": text.startswith(("http://", "https://"))}
        for text in (part.strip() for part in str(message.body).split("\n\n"))
        if text
    ]
    return compose_plain(
        subject=str(message.subject),
        body=str(message.body),
        html=("people/mail/account.html", {"title": message.subject, "paragraphs": paragraphs}),
        to=message.to,
    )


def _sample() -> dict[str, Any]:
    return {
        "email": ADDRESS,
        "code": "K7QM-42XD",
        "timestamp": SAMPLE_AT,
        "ip": "192.0.2.7",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "from_email": ADDRESS,
        "to_email": "camille@ailleurs.example",
        "deleted_email": "ancienne@exemple.example",
        "signup_url": f"{settings.BASE_URL}/compte/signup/",
        "password_reset_url": f"{settings.BASE_URL}/compte/password/reset/",
        "activate_url": f"{settings.BASE_URL}/compte/confirm-email/exemple/",
        "place": {"name": "La Caserne", "phone": ""},
    }


def _specimen(prefix: str) -> EmailMultiAlternatives:
    context = _sample()
    words = render_to_string(f"{prefix}_message.txt", context).strip()
    subject = render_to_string(f"{prefix}_subject.txt", context).strip()
    return dress(EmailMessage(subject, words, to=[ADDRESS]), context["code"])


def show_specimens() -> None:
    """Let staff read them with all the others (called when the app is ready)."""
    for prefix, label in LABELS.items():
        key = prefix.replace("/email/", ".")
        show(Specimen(key=key, label=label, make=partial(_specimen, prefix)))
