"""The verbs of people: the only writers of accounts, organisations, memberships, papers and grants."""

from people.services.accounts import (
    drop_unused,
    give_address,
    open_account,
    open_account_without_address,
    reset_mfa,
    sign_out_everywhere,
)
from people.services.departures import close_departure, open_departure, tick
from people.services.grants import grant, revoke
from people.services.invitations import accept, invite, withdraw
from people.services.logos import set_logo
from people.services.merging import merge
from people.services.organisations import change_role, describe, join, leave
from people.services.papers import add_paper, remove_paper
from people.services.subscriptions import record_payment, renew, subscribe
from people.services.tokens import count_call, issue_token, recognise, revoke_token

__all__ = [
    "accept",
    "add_paper",
    "change_role",
    "close_departure",
    "count_call",
    "describe",
    "drop_unused",
    "give_address",
    "grant",
    "invite",
    "issue_token",
    "join",
    "leave",
    "merge",
    "open_account",
    "open_account_without_address",
    "open_departure",
    "recognise",
    "record_payment",
    "remove_paper",
    "renew",
    "reset_mfa",
    "revoke",
    "revoke_token",
    "set_logo",
    "sign_out_everywhere",
    "subscribe",
    "tick",
    "withdraw",
]
