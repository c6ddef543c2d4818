"""How often anything may be asked, per address and per account, whichever process answers.

The counts are allauth's, in the shared cache under a lock. What opens an account is counted per account
*and* address: somebody who tries a victim's address over and over shuts out only themselves. What needs no
account is counted per address, per account and per mailbox typed: nobody floods a mailbox from a hundred
addresses, and whoever owns it waits an hour at most, or writes without it.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.http import HttpRequest

APP = "people"
# What each form takes: "5/m/ip" is five a minute from one address, "key" is one account from one address.
RATES = {
    "invite": "60/h/ip,30/h/key",
    "invitation": "20/m/ip,5/m/key",
    "forgotten": "20/m/ip,5/m/key",
    "signup": "20/m/ip,5/m/key",
}
TOO_OFTEN = "Cela fait beaucoup de demandes en peu de temps. Attendez quelques minutes, puis recommencez."
TOO_MANY_IN_AN_HOUR = (
    "Beaucoup de messages comme celui-ci sont partis depuis une heure. Ce que vous avez écrit est toujours ici : "
    "renvoyez-le un peu plus tard, ou dites-le-nous à l’accueil."
)


def allows(request: HttpRequest, action: str, *, account: str = "") -> bool:
    """Count one more try of `action`, one of RATES, and say whether it is within bounds."""
    if action not in RATES:
        raise LookupError(f"no rate is written for {action!r}")
    key = here(request, account)
    return ratelimit.consume(request, app=APP, action=action, config=RATES, key=key) is not None


def within_pace(request: HttpRequest, deed: str, *, times: int, mailbox: str = "") -> bool:
    """Count one more `deed` that needs no account, and say whether `times` an hour are not passed.

    By its address, by the account that is signed in, and by the mailbox that was typed; none is kept readable.
    """
    rates = {deed: f"{times}/h/key"}
    account = f"account {request.user.pk}" if request.user.is_authenticated else ""
    return all(
        ratelimit.consume(request, app=APP, action=deed, config=rates, key=whose)
        for whose in (here(request, ""), account, mailbox.strip().lower())
        if whose
    )


def here(request: HttpRequest, account: str) -> str:
    """An account as it is tried from one address."""
    address = ratelimit.truncate_ip(get_adapter(request).get_client_ip(request))
    return f"{account.lower()}|{address}"
