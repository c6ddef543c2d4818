"""What there is: places, their spaces, their hours, and the ledger of who holds what."""

from spaces.models.grants import PlaceUserPermission, SpaceUserPermission
from spaces.models.hours import OpeningException, OpeningRule
from spaces.models.ledger import Claim, Occupation
from spaces.models.messages import Message, MessageStatus
from spaces.models.place import Building, Floor, Place
from spaces.models.space import LayoutCapacity, Part, Space

__all__ = [
    "Building",
    "Claim",
    "Floor",
    "LayoutCapacity",
    "Message",
    "MessageStatus",
    "Occupation",
    "OpeningException",
    "OpeningRule",
    "Part",
    "Place",
    "PlaceUserPermission",
    "Space",
    "SpaceUserPermission",
]
