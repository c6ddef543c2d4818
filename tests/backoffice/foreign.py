"""For each model that a scoped viewset shows: an object that the manager of another place must not touch.

Written by hand: a new viewset needs its row here, or the build fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Model

from incubator.enums import Status
from meetings.models import College
from spaces.enums import Layout
from spaces.models import LayoutCapacity, OpeningException, OpeningRule
from tests.factories import bookings, ideas, meetings, people, projects, spaces
from tests.factories.incubator import brought_to, published_call
from tests.incubator.jury import grid


@dataclass(frozen=True)
class Foreign:
    """How to make an object of another's. `seen` ones may be read by anyone, never written.

    `kept` ones belong to the register, which whoever runs a place keeps: only somebody who runs none is
    a stranger to them.
    """

    make: Callable[[], Model]
    seen: bool = False
    kept: bool = False


FOREIGN: dict[str, Foreign] = {
    "bookings.Booking": Foreign(bookings.foreign_booking),
    "bookings.BookingRules": Foreign(bookings.foreign_rules),
    "bookings.Closure": Foreign(bookings.foreign_closure),
    "bookings.DoorSign": Foreign(bookings.foreign_sign),
    "bookings.Report": Foreign(bookings.foreign_report),
    "bookings.OccupancyAgreement": Foreign(bookings.foreign_agreement),
    "bookings.OutsideCalendar": Foreign(bookings.foreign_calendar),
    "bookings.OutsideEvent": Foreign(bookings.foreign_conflict),
    "bookings.Rebate": Foreign(bookings.foreign_rebate),
    "bookings.Tariff": Foreign(bookings.foreign_tariff),
    "bookings.Training": Foreign(bookings.foreign_training),
    # Nobody but those who keep the register enters these; to them all is theirs.
    "people.Organisation": Foreign(people.OrganisationFactory, kept=True),
    "people.User": Foreign(people.UserFactory, kept=True),
    "people.Subscription": Foreign(people.SubscriptionFactory, kept=True),
    "people.Contact": Foreign(people.ContactFactory, kept=True),
    "people.Cluster": Foreign(people.ClusterFactory, kept=True),
    "meetings.Body": Foreign(lambda: meetings.foreign_meeting().body),
    "meetings.BodyMember": Foreign(lambda: meetings.sits(meetings.foreign_meeting().body, "Ailleurs")),
    "meetings.College": Foreign(
        lambda: College.objects.create(body=meetings.foreign_meeting().body, name="Ailleurs")
    ),
    "meetings.Meeting": Foreign(meetings.foreign_meeting),
    "spaces.Building": Foreign(spaces.BuildingFactory),
    "spaces.Floor": Foreign(spaces.FloorFactory),
    "spaces.LayoutCapacity": Foreign(
        lambda: LayoutCapacity.objects.create(space=spaces.SpaceFactory(), layout=Layout.MEETING, capacity=12)
    ),
    "spaces.Message": Foreign(spaces.MessageFactory),
    "spaces.OpeningException": Foreign(
        lambda: OpeningException.objects.create(place=spaces.PlaceFactory(), date=date(2030, 1, 2))
    ),
    "spaces.OpeningRule": Foreign(
        lambda: OpeningRule.objects.create(
            place=spaces.PlaceFactory(), weekday=1, opens=time(8), closes=time(22)
        )
    ),
    "spaces.Place": Foreign(spaces.PlaceFactory),
    "spaces.Space": Foreign(spaces.SpaceFactory),
    "incubator.Application": Foreign(lambda: brought_to(Status.SUBMITTED)),
    "incubator.Idea": Foreign(ideas.IdeaFactory),
    "incubator.IdeaScout": Foreign(ideas.IdeaScoutFactory),
    "incubator.Need": Foreign(ideas.NeedFactory),
    "incubator.Criterion": Foreign(lambda: grid(published_call().stages.first(), "Utilité")[0]),
    "incubator.Cohort": Foreign(projects.CohortFactory),
    "incubator.CollectiveDay": Foreign(projects.CollectiveDayFactory),
    "incubator.Funder": Foreign(projects.FunderFactory),
    "incubator.Project": Foreign(projects.project_of),
    # A published call is read by everyone.
    "incubator.Call": Foreign(published_call, seen=True),
}
