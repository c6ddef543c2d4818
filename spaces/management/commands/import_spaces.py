from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import sheets
from spaces.errors import SheetRefused
from spaces.importers import apply, preview
from spaces.models import Place


class Command(BaseCommand):
    """Import a list of rooms from a spreadsheet, all or nothing."""

    help = "Importe une liste d’espaces (CSV ou XLSX) dans un lieu. --dry-run montre sans écrire."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the place, and whether to write."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--place", required=True, help="adresse courte du lieu")
        parser.add_argument("--dry-run", action="store_true", help="lire et expliquer, sans rien écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the preview, then write it unless asked not to."""
        place = Place.objects.filter(slug=options["place"]).first()
        if place is None:
            raise CommandError(f"Aucun lieu ne porte l’adresse courte « {options['place']} ».")
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} : {error.strerror}.") from None
        try:
            found = preview(file=data, place=place)
        except sheets.Unreadable as refusal:
            raise CommandError(refusal.message) from None
        for line in found.lines:
            door = line.values["door"] or "—"
            self.stdout.write(f"{line.number:>4}  {door:<5} {line.name}")
        for message in found.messages:
            self.stderr.write(message)
        if not found.is_good:
            raise CommandError("Rien n’a été importé : corrigez les lignes ci-dessus.")
        if options["dry_run"]:
            self.stdout.write(f"{len(found.lines)} espaces prêts. Rien n’a été écrit (--dry-run).")
            return
        try:
            created = apply(found)
        except SheetRefused as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(f"{len(created)} espaces importés dans {place.name}.")
