from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.services import let_editors_write, open_site


class Command(BaseCommand):
    """Give an empty house its public site."""

    help = "Crée la page d’accueil, les nouvelles, l’agenda, la recherche, et le groupe de la rédaction."

    def add_arguments(self, parser: CommandParser) -> None:
        """The name of the house and what is written on it."""
        parser.add_argument("title", help="le nom de la maison")
        parser.add_argument("--headline", default="Bienvenue", help="le grand titre de l’accueil")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the site; again changes nothing."""
        home = open_site(title=options["title"], headline=options["headline"])
        let_editors_write(home=home)
        self.stdout.write(f"Le site est ouvert : {home.full_url}")
