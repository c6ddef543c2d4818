"""Who may do what around a project that the house supports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incubator.models import Project
from people.access import SIGNED_IN

if TYPE_CHECKING:
    from people.access import Visitor
    from vault.models import PrivateFile


def runs(user: Visitor, project: Project) -> bool:
    """Whether this person is of the team that supports the project."""
    return Project.objects.filter(pk=project.pk).handled_by(user).exists()


def supports(user: Visitor, project: Project) -> bool:
    """Whether this person may give time to the project: the team, and its mentors of today."""
    return Project.objects.filter(pk=project.pk).supported_by(user).exists()


def holds(user: Visitor, project: Project) -> bool:
    """Whether this person holds the project: the owner of its dossier and those who wrote it with them."""
    return Project.objects.filter(pk=project.pk).held_by(user).exists()


def supports_a_project(user: Visitor) -> bool:
    """Whether this person gives time to any project."""
    return SIGNED_IN(user) and Project.objects.supported_by(user).exists()


def may_read_project_file(user: Visitor, file: PrivateFile) -> bool:
    """The signed convention: those who hold the project and the team; not its mentors."""
    if not SIGNED_IN(user) or not file.owner_id.isdecimal():
        return False
    found = Project.objects.filter(pk=file.owner_id)
    return found.held_by(user).exists() or found.handled_by(user).exists()
