"""Why may somebody read, write, handle a dossier; see or manage a call; open a document of theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from incubator import policies
from incubator.enums import WRITABLE, Role
from incubator.models import Application, Call
from incubator.policies import Actor, acts_as
from people.access import Visitor
from people.explaining import Deed, Evidence, Explained, Way, by_fact, by_grant, register
from people.explaining_files import register_owner
from people.models import User
from vault.models import PrivateFile


def _is_guest(person: User, row: Application, *roles: Role) -> bool:
    guests = row.collaborators.filter(user=person)
    return bool((guests.filter(role__in=roles) if roles else guests).exists())


OWNS = by_fact("avoir commencé le dossier", lambda person, row: row.owner_id == person.pk)
SHARES = by_fact("y être invité, pour écrire ou pour lire", _is_guest)
WRITES = by_fact(
    "y être invité pour écrire, ou pour aider",
    lambda person, row: _is_guest(person, row, Role.EDITOR, Role.HELPER),
)
HANDLES = by_grant("handle_call", Call, lambda row: [row.call], "instruire l’appel {target}")
MANAGES = by_grant("manage_call", Call, lambda row: [row.call], "gérer l’appel {target}")
HANDLES_CALL = by_grant("handle_call", Call, lambda call: [call], "instruire l’appel {target}")
MANAGES_CALL = by_grant("manage_call", Call, lambda call: [call], "gérer l’appel {target}")


ADMINISTERS = by_fact("administrer la maison", lambda person, _row: person.is_superuser)


def register_explanations() -> None:
    """Called when the app is ready."""
    register(
        Explained(
            model=Application,
            label="dossier",
            seen=_dossier,
            pages=frozenset(
                {"dossiers:inspect", "incubator:dossier", "incubator:read", "incubator:messages"}
            ),
            deeds=[
                Deed(
                    "lire le dossier",
                    _reads,
                    [
                        OWNS,
                        SHARES,
                        _handed_in(HANDLES),
                        _handed_in(MANAGES),
                        _handed_in(ADMINISTERS),
                        _jury(),
                    ],
                    is_administered=False,
                ),
                Deed(
                    "y écrire",
                    policies.may_write,
                    [OWNS, WRITES, _on_paper(HANDLES), _on_paper(MANAGES), _on_paper(ADMINISTERS)],
                    is_administered=False,
                ),
                Deed("l’instruire", _acts(Actor.OFFICER), [HANDLES, MANAGES], unless=_takes_part),
                Deed("décider de la suite", _acts(Actor.MANAGER), [MANAGES], unless=_takes_part),
            ],
        )
    )
    register(
        Explained(
            model=Call,
            label="appel à projets",
            seen=_call,
            pages=frozenset(
                {"calls:edit", "calls:inspect", "incubator:call", "incubator_board", "incubator_table"}
            ),
            deeds=[
                Deed("instruire ses dossiers", policies.may_handle, [HANDLES_CALL, MANAGES_CALL]),
                Deed("gérer l’appel", policies.may_manage, [MANAGES_CALL]),
            ],
        )
    )
    register_owner(
        Application, [OWNS, SHARES, _handed_in(HANDLES), _handed_in(MANAGES), _jury()], unless=_not_shown
    )


def _reads(visitor: Visitor, row: Application) -> bool:
    return Application.objects.filter(pk=row.pk).visible_to(visitor).exists()


def _acts(actor: Actor) -> Callable[[Visitor, Application], bool]:
    return lambda visitor, row: acts_as(actor, visitor, row)


def _handed_in(way: Way) -> Way:
    def of(person: User, row: Application) -> Evidence:
        evidence = way.of(person, row)
        arrived = row.submitted_at is not None or row.on_paper_since is not None
        return Evidence(evidence.holds and arrived, evidence.said)

    return Way(lambda row: f"{way.needs(row)}, une fois le dossier déposé ou reçu sur papier", of)


def _on_paper(way: Way) -> Way:
    def of(person: User, row: Application) -> Evidence:
        evidence = way.of(person, row)
        is_theirs = row.on_paper_since is not None and row.status in WRITABLE
        return Evidence(evidence.holds and is_theirs and not policies.takes_part(person, row), evidence.said)

    return Way(lambda row: f"{way.needs(row)}, quand le dossier est venu sur papier", of)


def _jury() -> Way:
    grant = by_grant("review_call", Call, lambda row: [row.call], "")

    def of(person: User, row: Application) -> Evidence:
        given = Application.objects.filter(pk=row.pk).assigned_to(person).exists()
        return Evidence(given and not person.is_superuser, grant.of(person, row).said)

    return Way(
        lambda row: (
            f"être du jury de {row.call}, avoir reçu ce dossier à lire et s’être déclaré sans lien avec lui"
        ),
        of,
    )


def _takes_part(person: User, row: Application) -> str | None:
    if not policies.takes_part(person, row):
        return None
    return "Personne n’instruit ce qu’il écrit : cette personne prend part au dossier."


def _not_shown(person: User, file: PrivateFile) -> str | None:
    if policies.may_read_file(person, file):
        return None
    return "Cette pièce n’est pas dans ce qui a été déposé, ou l’étape ne la montre pas au jury."


def _dossier(asker: User, carried: Mapping[str, Any]) -> Application | None:
    rows = Application.objects.handled_by(asker).select_related("call", "owner")
    return rows.filter(pk=carried["pk"]).first()


def _call(asker: User, carried: Mapping[str, Any]) -> Call | None:
    rows = Call.objects.managed_by(asker)
    return (
        rows.filter(slug=carried["slug"]).first()
        if "slug" in carried
        else rows.filter(pk=carried["pk"]).first()
    )
