"""Sharing dossiers among readers: as even as conflicts allow. Pure, so that it is shown before it is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass
class Share[Dossier, Reader]:
    """Who would read what, and the dossiers for which somebody is missing."""

    given: list[tuple[Dossier, Reader]] = field(default_factory=list)
    short: dict[Dossier, int] = field(default_factory=dict)
    loads: dict[Reader, int] = field(default_factory=dict)


def share[Dossier, Reader](
    *,
    wanted: Mapping[Dossier, int],
    readers: Iterable[Reader],
    loads: Mapping[Reader, int],
    barred: Collection[tuple[Dossier, Reader]],
) -> Share[Dossier, Reader]:
    """Give each dossier the readers it lacks: the least loaded first, never one who is barred from it.

    `wanted` says how many readers each dossier lacks, `loads` how much each reader already has. Dossiers
    that few may read go first. The same house gives the same answer.
    """
    found: Share[Dossier, Reader] = Share(loads={reader: loads.get(reader, 0) for reader in readers})
    order = {reader: place for place, reader in enumerate(found.loads)}
    free = {dossier: [r for r in found.loads if (dossier, r) not in barred] for dossier in wanted}
    for dossier in sorted(wanted, key=lambda d: len(free[d]) - wanted[d]):
        chosen = sorted(free[dossier], key=lambda r: (found.loads[r], order[r]))[: wanted[dossier]]
        for reader in chosen:
            found.given.append((dossier, reader))
            found.loads[reader] += 1
        if len(chosen) < wanted[dossier]:
            found.short[dossier] = wanted[dossier] - len(chosen)
    return found
