"""Verbs of reminders, as the applications above call them."""

from reminders.services.ledger import cancel, cancel_each, schedule, schedule_each, schedule_many
from reminders.services.preferences import choose
from reminders.services.resolution import consider_sent, send_again
from reminders.services.waking import SWEEP, wake

__all__ = [
    "SWEEP",
    "cancel",
    "cancel_each",
    "choose",
    "consider_sent",
    "schedule",
    "schedule_each",
    "schedule_many",
    "send_again",
    "wake",
]
