"""How often anything may be asked, per address and per account, whichever process answers.

The counts are allauth's, in the shared cache under a lock. What is counted per account is counted per
account *and* address: somebody who tries a victim's address over and over shuts out only themselves.
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
}
TOO_OFTEN = "Cela fait beaucoup de demandes en peu de temps. Attendez quelques minutes, puis recommencez."


def allows(request: HttpRequest, action: str, *, account: str = "") -> bool:
    """Count one more try of `action`, one of RATES, and say whether it is within bounds."""
    if action not in RATES:
        raise LookupError(f"no rate is written for {action!r}")
    key = here(request, account)
    return ratelimit.consume(request, app=APP, action=action, config=RATES, key=key) is not None


def here(request: HttpRequest, account: str) -> str:
    """An account as it is tried from one address."""
    address = ratelimit.truncate_ip(get_adapter(request).get_client_ip(request))
    return f"{account.lower()}|{address}"
