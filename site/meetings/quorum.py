"""Counting voices: how many there are, how many are heard, how many it takes."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.models import Attendance, Meeting


@dataclass(frozen=True)
class Quorum:
    """The voices of a meeting at one moment."""

    percent: int
    total: int
    present: int
    represented: int

    @property
    def needed(self) -> int:
        """At least that share of the voices, rounded up; one voice at least where a quorum is asked."""
        return -(-self.total * self.percent // 100) if self.percent else 0

    @property
    def reached(self) -> int:
        """Voices heard now."""
        return self.present + self.represented

    @property
    def is_met(self) -> bool:
        """Whether the meeting may decide now. Nobody at all decides nothing."""
        return self.reached >= self.needed and (not self.percent or self.reached > 0)


def quorum_of(meeting: Meeting) -> Quorum:
    """The voices of a meeting now, in one query each."""
    voices = Attendance.objects.filter(meeting=meeting).voting()
    return Quorum(
        percent=meeting.quorum_percent,
        total=voices.count(),
        present=voices.in_the_room().count(),
        represented=voices.represented().count(),
    )
