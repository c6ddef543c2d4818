"""Who may do what with needs, ideas and studies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incubator.idea_querysets import places_of_the_managers, places_of_the_team
from incubator.models import Idea, Need, OpportunityStudy
from people.access import SIGNED_IN

if TYPE_CHECKING:
    from people.access import Visitor
    from vault.models import PrivateFile


def handles(user: Visitor, thing: Idea | Need) -> bool:
    """Whether this person works on the needs and ideas of that place."""
    return SIGNED_IN(user) and places_of_the_team(user).filter(pk=thing.place_id).exists()


def decides(user: Visitor, idea: Idea) -> bool:
    """Whether this person may carry out what the committee decided: a manager of the place or of a call there."""
    return SIGNED_IN(user) and places_of_the_managers(user).filter(pk=idea.place_id).exists()


def may_read_study_file(user: Visitor, file: PrivateFile) -> bool:
    """The documents of a study are the team's."""
    return SIGNED_IN(user) and OpportunityStudy.objects.filter(pk=file.owner_id).visible_to(user).exists()
