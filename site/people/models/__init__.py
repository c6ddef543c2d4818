"""People, the organisations they belong to, and what they were given."""

from people.models.grants import Grant
from people.models.organisations import Cluster, Membership, Organisation
from people.models.users import User

__all__ = ["Cluster", "Grant", "Membership", "Organisation", "User"]
