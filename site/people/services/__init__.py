"""The verbs of people: the only writers of accounts, organisations, memberships, papers and grants."""

from people.services.accounts import open_account
from people.services.grants import grant, revoke
from people.services.organisations import join, leave
from people.services.papers import add_paper, remove_paper
from people.services.subscriptions import record_payment, renew, subscribe
from people.services.tokens import count_call, issue_token, recognise, revoke_token

__all__ = [
    "add_paper",
    "count_call",
    "grant",
    "issue_token",
    "join",
    "leave",
    "open_account",
    "recognise",
    "record_payment",
    "remove_paper",
    "renew",
    "revoke",
    "revoke_token",
    "subscribe",
]
