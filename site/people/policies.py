"""Who may do what with people."""

from people.access import STAFF, Visitor
from people.grants import grantables


def may_see_rights(visitor: Visitor) -> bool:
    """Whoever runs at least one object on which rights are given."""
    return STAFF(visitor) and any(grantable.given_by(visitor).exists() for grantable in grantables())
