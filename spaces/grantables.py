"""What a manager may open to people in a place, read aloud."""

from people.grants import Grantable, register
from spaces.models import Place, Space


def register_grantables() -> None:
    """Make places and spaces grantable."""
    register(
        Grantable(
            model=Place,
            sentences={
                "manage_place": "{person} peut gérer {target}",
                "welcome_place": "{person} peut tenir l’accueil de {target}",
                "edit_place": "{person} peut écrire les pages de {target}",
                "view_figures_place": "{person} peut voir les chiffres de {target}",
            },
            back_office=frozenset({"manage_place", "edit_place"}),
            register=frozenset({"manage_place"}),
            given_by=Place.objects.managed_by,
        )
    )
    register(
        Grantable(
            model=Space,
            sentences={"approve_space": "{person} peut valider les réservations de {target}"},
            back_office=frozenset(),
            given_by=Space.objects.managed_by,
        )
    )
