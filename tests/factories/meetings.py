"""Bodies and meetings for tests, written through the services that everybody uses."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from meetings import services
from meetings.enums import BodyKind
from meetings.models import Attendance, Body, BodyMember, Meeting
from people.models import User
from tests.factories.people import UserFactory

PARIS = ZoneInfo("Europe/Paris")
# Thursday 18 March 2027, 18:00 in Paris.
STARTS = datetime(2027, 3, 18, 18, tzinfo=PARIS)
NOW = datetime(2027, 3, 1, 9, tzinfo=PARIS)


def body(by: User, **more) -> Body:
    rules = {"name": "L’assemblée", "kind": BodyKind.ASSEMBLY, "quorum_percent": 50, "proxies_per_holder": 1}
    return services.establish(by=by, **{**rules, **more})


def sits(body: Body, name: str, **more) -> BodyMember:
    return BodyMember.objects.create(
        body=body, user=UserFactory(name=name), **{"starts_on": date(2026, 1, 1), **more}
    )


def prepared(body: Body, by: User, **more) -> Meeting:
    facts = {"title": "Assemblée générale", "starts_at": STARTS, "ends_at": STARTS + timedelta(hours=2)}
    return services.prepare(body=body, by=by, **{**facts, **more})


@dataclass
class Room:
    """A convened meeting of some people by their first names, held by `chair`."""

    chair: User
    meeting: Meeting
    rows: dict[str, Attendance] = field(default_factory=dict)

    def row(self, name: str) -> Attendance:
        return self.meeting.attendances.get(name=name)

    def come(self, *names: str) -> None:
        for name in names:
            services.attend(attendance=self.row(name), by=self.chair)

    def open(self, *names: str) -> None:
        self.come(*names)
        services.open_meeting(meeting=self.meeting, by=self.chair)

    def presences(self) -> dict[str, str]:
        return dict(self.meeting.attendances.values_list("name", "presence"))


NAMES = ("Ana", "Bilal", "Chloé", "David", "Elif")


def room(*, names=NAMES, convene=True, member=None, **rules) -> Room:
    chair = UserFactory(name="Samir")
    assembly = body(chair, **rules)
    for name in names:
        sits(assembly, name, **(member or {}))
    meeting = prepared(assembly, chair)
    if convene:
        services.convene(meeting=meeting, by=chair)
    return Room(chair, meeting)


def foreign_meeting() -> Meeting:
    chair = UserFactory()
    return prepared(body(chair, name="L’assemblée d’ailleurs"), chair)
