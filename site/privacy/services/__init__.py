"""The verbs of personal data: the only writers of consents, of erasures and of what time takes away."""

from privacy.services.consents import give, has_consented, who_consented, withdraw
from privacy.services.erasing import erase, reasons_to_wait
from privacy.services.keeping import apply_retention

__all__ = [
    "apply_retention",
    "erase",
    "give",
    "has_consented",
    "reasons_to_wait",
    "who_consented",
    "withdraw",
]
