from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

import clock
from people.models import ApiToken, User
from people.services import issue_token


class Command(BaseCommand):
    """Make a key for a program, and print it alone on the last line."""

    help = "Crée un jeton d’API pour une personne ; le jeton s’affiche seul, sur la dernière ligne."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, for what, until when."""
        parser.add_argument("email", help="adresse du compte pour lequel le programme agira")
        parser.add_argument(
            "--scope", action="append", required=True, choices=ApiToken.Scope.values, dest="scopes"
        )
        parser.add_argument("--name", default="Ligne de commande", help="à quoi il sert")
        parser.add_argument("--days", type=int, default=90, help="durée de vie, en jours (365 au plus)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the person, issue, print."""
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"Aucun compte actif n’a l’adresse {options['email']}.")
        try:
            token, secret = issue_token(
                user=user,
                name=options["name"],
                scopes=options["scopes"],
                expires_at=clock.now() + timedelta(days=min(max(options["days"], 0), 10_000)),
            )
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None
        self.stdout.write(
            f"Jeton de {user} ({', '.join(token.scopes)}), valable jusqu’au {token.expires_at:%d/%m/%Y} :"
        )
        self.stdout.write(secret)
