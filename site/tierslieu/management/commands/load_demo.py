from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

import clock
from people import demo as people_demo

# Each department tells its own story, lowest first.
DEPARTMENTS = {
    "spaces.demo": "Les espaces",
    "meetings.demo": "Les rencontres",
    "bookings.demo": "Les réservations",
    "incubator.demo": "L’incubateur",
    "cms.demo": "Le site",
}


class Command(BaseCommand):
    """Fill an empty house with the demo: people, spaces, bookings, dossiers and pages."""

    help = "Charge La Caserne, Pont-Achard : le lieu de démonstration. Recommencer ne change rien."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load every department, each in one transaction, and say how long each took."""
        if settings.PRODUCTION:
            raise CommandError("La démonstration ne se charge pas en production : DEMO=1 l’autorise.")
        started = clock.now()
        people = people_demo.load()
        self._say("Les personnes", started)
        for module, label in DEPARTMENTS.items():
            begun = clock.now()
            with transaction.atomic():
                import_module(module).load(people, started)
            self._say(label, begun)

    def _say(self, label: str, begun: Any) -> None:
        self.stdout.write(f"  {label} : {(clock.now() - begun).total_seconds():.1f} s")
        self.stdout.flush()
