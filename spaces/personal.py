"""What places hold of a person: the messages they wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from privacy import holdings, retention
from privacy.holdings import Holding, Then, Trace
from spaces.models import Message
from spaces.services.messages import take_back

KEPT_MONTHS = 12


class WrittenBy(Trace):
    """Messages sent from an account, and those that name its address, sent without signing in."""

    def rows(self, person: Any) -> QuerySet:
        """Both, in order."""
        theirs = Q(author=person) | Q(author__isnull=True, email__iexact=person.email)
        return Message.objects.filter(theirs).order_by("pk")


def register() -> None:
    """Called by privacy once every application is ready."""
    register_holdings()
    register_rules()


def register_holdings() -> None:
    """Say what messages hold."""
    holdings.register(
        Holding(
            key="spaces.messages",
            label="Messages envoyés par « Nous écrire »",
            purpose="Vous répondre.",
            basis="intérêt légitime : répondre à qui nous écrit",
            kept=f"{KEPT_MONTHS} mois après l’envoi",
            read_by="l’équipe du lieu auquel vous écrivez",
            erased="Effacés, ceux de votre courriel compris.",
            traces=(
                WrittenBy(
                    "spaces.Message.author",
                    ("place__name", "name", "email", "subject", "text", "sent_at", "status"),
                    Then.DELETE,
                ),
                Trace("spaces.Message.handled_by", (), Then.FORGET),
            ),
        )
    )


def register_rules() -> None:
    """Say how long messages are kept."""
    retention.register(
        retention.Rule(
            key="spaces.messages",
            label="Messages envoyés par « Nous écrire »",
            months=KEPT_MONTHS,
            since="l’envoi",
            then="le message, le nom et le courriel sont effacés",
            stale=_old,
            let_go=lambda message: take_back(message=message),
        )
    )


def _old(limit: datetime) -> QuerySet:
    return Message.objects.filter(sent_at__lte=limit).annotate(last_activity=F("sent_at"))
