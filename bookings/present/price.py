"""« Pourquoi ce prix », before anything is booked."""

from __future__ import annotations

from typing import Any

from bookings.pricing import Quote


def shown(quote: Quote, *, is_known: bool) -> dict[str, Any]:
    """What the panel says; whoever is not known reads the public price, and that it may be less."""
    note = ""
    if quote.lent > 0:
        note = "Ce que la maison vous prête sera écrit dans votre relevé annuel."
    elif not is_known and quote.public:
        note = "Les structures adhérentes et résidentes paient moins : connectez-vous pour voir votre prix."
    return {
        "total": quote.due,
        "lines": quote.lines,
        "due": f"À payer, {quote.vat_mention}" if quote.vat_mention else "À payer",
        "note": note,
        "lent": quote.lent,
    }
