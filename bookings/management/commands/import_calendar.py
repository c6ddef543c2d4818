from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bookings.services.outside import import_file, preview, read_for
from spaces.errors import DomainError
from spaces.models import Space
from spaces.wording import moments


class Command(BaseCommand):
    """Make a space held by the events of a calendar file."""

    help = (
        "Fait entrer un fichier .ics : chaque date libre occupe l’espace, les autres attendent une décision."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file, which space."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--space", required=True, help="adresse courte de l’espace, ou lieu/espace")
        parser.add_argument("--name", help="nom de l’agenda (celui du fichier sinon)")
        parser.add_argument("--dry-run", action="store_true", help="montre ce qui se passerait, n’écrit rien")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show every date with what stands in its way, then write unless asked not to."""
        space = _space(options["space"])
        try:
            text = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} ne s’ouvre pas : {error.strerror}.") from None
        try:
            if options["dry_run"]:
                self._show(space, text)
                return
            outcome = import_file(
                space=space, name=options["name"] or options["file"].stem, text=text, actor=None
            )
        except DomainError as refused:
            raise CommandError(refused.message) from None
        self._left_out(outcome.left_out)
        self.stdout.write(
            f"{outcome.held} date(s) occupent {space}, {outcome.in_conflict} en conflit, {outcome.gone} reprise(s)."
        )

    def _show(self, space: Space, text: bytes) -> None:
        reading = read_for(space, text)
        rows = preview(space, reading)
        for row in rows:
            when = moments(row.moment.start, row.moment.end, space.place.zone)
            self.stdout.write(
                f"{'PRIS ' if row.conflict else 'libre'}  {when}  {row.moment.title or 'Occupé'}"
            )
            if row.conflict:
                self.stdout.write(f"       {row.conflict}")
        self._left_out(reading.left_out)
        taken = sum(1 for row in rows if row.conflict)
        self.stdout.write(f"{len(rows) - taken} date(s) libres, {taken} en conflit. Rien n’est écrit.")

    def _left_out(self, left_out: Any) -> None:
        for reason in left_out:
            self.stdout.write(f"laissé  {reason}")


def _space(name: str) -> Space:
    place, _, slug = name.rpartition("/")
    rows = list(
        Space.objects.select_related("place").filter(slug=slug, **({"place__slug": place} if place else {}))
    )
    if len(rows) != 1:
        raise CommandError(f"« {name} » désigne {len(rows)} espaces : écrivez lieu/espace.")
    return rows[0]
