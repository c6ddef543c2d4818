"""Why may somebody manage a place, approve a space."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from people.access import Visitor
from people.explaining import Deed, Explained, by_fact, by_grant, register
from people.models import User
from spaces.models import Message, Place, Space

MANAGES_PLACE = by_grant("manage_place", Place, lambda place: [place], "gérer {target}")
MANAGES_SPACE = by_grant("manage_place", Place, lambda space: [space.place], "gérer {target}")

MANAGES_ITS_PLACE = by_grant("manage_place", Place, lambda message: [message.place], "gérer {target}")


def register_explanations() -> None:
    """Called when the app is ready."""
    register(
        Explained(
            model=Place,
            label="lieu",
            seen=lambda _asker, _carried: None,
            pages=frozenset(),
            deeds=[
                Deed("gérer le lieu", _in("managed_by"), [MANAGES_PLACE]),
                Deed(
                    "tenir l’accueil",
                    _in("welcomed_by"),
                    [
                        by_grant(
                            "welcome_place", Place, lambda place: [place], "tenir l’accueil de {target}"
                        ),
                        MANAGES_PLACE,
                    ],
                ),
                Deed(
                    "lire les chiffres du lieu",
                    _in("figures_read_by"),
                    [
                        by_grant(
                            "view_figures_place",
                            Place,
                            lambda place: [place],
                            "lire les chiffres de {target}",
                        ),
                        MANAGES_PLACE,
                    ],
                ),
            ],
        )
    )
    register(
        Explained(
            model=Space,
            label="espace",
            seen=_space,
            pages=frozenset({"bookings:space", "rooms:edit", "rooms:inspect"}),
            deeds=[
                Deed(
                    "voir la page de l’espace",
                    _in("visible_to"),
                    [
                        by_fact(
                            "que l’espace soit en service : tout le monde le voit",
                            lambda _user, space: not space.is_archived,
                        ),
                        MANAGES_SPACE,
                    ],
                    is_public=True,
                ),
                Deed(
                    "valider ses réservations",
                    _in("approved_by"),
                    [
                        by_grant(
                            "approve_space",
                            Space,
                            lambda space: [space],
                            "valider les réservations de {target}",
                        ),
                        MANAGES_SPACE,
                    ],
                ),
                Deed("régler l’espace", _in("managed_by"), [MANAGES_SPACE]),
            ],
        )
    )
    register(
        Explained(
            model=Message,
            label="message",
            seen=lambda asker, carried: Message.objects.visible_to(asker).filter(pk=carried["pk"]).first(),
            pages=frozenset({"message_read"}),
            deeds=[Deed("lire le message et y répondre", _in("visible_to"), [MANAGES_ITS_PLACE])],
        )
    )


def _in(queryset: str) -> Any:
    """The singular of a queryset, as a policy."""

    def may(user: Visitor, target: Any) -> bool:
        rows = getattr(type(target)._default_manager.all(), queryset)(user)
        return bool(rows.filter(pk=target.pk).exists())

    return may


def _space(asker: User, carried: Mapping[str, Any]) -> Space | None:
    rows = Space.objects.managed_by(asker).select_related("place")
    if "slug" in carried or "space" in carried:
        return rows.filter(place__slug=carried["place"], slug=carried["space"]).first()
    return rows.filter(pk=carried["pk"]).first()
