"""People, the organisations they belong to, and what they were given."""

from people.models.departures import Departure, DepartureStep
from people.models.grants import Grant
from people.models.invitations import Invitation
from people.models.memberships import Membership, Subscription
from people.models.organisations import Cluster, Contact, Organisation
from people.models.papers import Paper
from people.models.tokens import ApiToken
from people.models.users import NOWHERE, User

__all__ = [
    "NOWHERE",
    "ApiToken",
    "Cluster",
    "Contact",
    "Departure",
    "DepartureStep",
    "Grant",
    "Invitation",
    "Membership",
    "Organisation",
    "Paper",
    "Subscription",
    "User",
]
