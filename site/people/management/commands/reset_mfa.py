from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.models import User
from people.services import reset_mfa


class Command(BaseCommand):
    """Let somebody back in who lost their second factor."""

    help = "Retire le second facteur (application, clés, codes de secours) d’un compte et ferme ses sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address of the account."""
        parser.add_argument("email", help="l’adresse électronique du compte")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the account and reset it."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"Personne n’a de compte à l’adresse {options['email']}.")
        removed = reset_mfa(user=user)
        said = "Rien à retirer" if not removed else f"{removed} moyen(s) retiré(s)"
        self.stdout.write(
            f"{said} pour {user}. Ses sessions sont fermées : à la prochaine connexion, la maison lui demandera "
            "d’en choisir un nouveau si son rôle l’exige."
        )
