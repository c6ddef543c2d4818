"""Who may do what with people."""

from people.access import STAFF, Visitor
from people.grants import grantables
from people.models import Paper
from people.querysets import keeps_people
from vault.models import PrivateFile


def may_see_rights(visitor: Visitor) -> bool:
    """Whoever runs at least one object on which rights are given."""
    return STAFF(visitor) and any(grantable.given_by(visitor).exists() for grantable in grantables())


def may_keep_people(visitor: Visitor) -> bool:
    """Whoever keeps the register of people and organisations: managers of a place, administrators."""
    return STAFF(visitor) and keeps_people(visitor)


def may_read_paper(visitor: Visitor, file: PrivateFile) -> bool:
    """Whoever keeps the register, and those responsible for the organisation."""
    return Paper.objects.visible_to(visitor).filter(pk=file.owner_id).exists()
