"""The doors of the site, in the order in which the header names them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Door:
    """One entry of the header."""

    label: str
    path: str

    def leads_to(self, path: str) -> bool:
        """Whether a page at this path is behind this door."""
        return path.startswith(self.path)


PUBLIC_DOORS = (
    Door("Agenda", "/agenda/"),
    Door("Espaces", "/espaces/"),
    Door("Planning", "/planning/"),
    Door("Appels", "/appels/"),
    Door("Venir", "/venir/"),
)
BOOKING_DOOR = Door("Réserver", "/reserver/")
OWN_DOOR = Door("Mon espace", "/mon-espace/")
SIGN_IN_DOOR = Door("Se connecter", "/compte/login/")
