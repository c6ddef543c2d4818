"""Who may open a view: every view of the house names its policy here, or stays shut.

A policy answers for the person; which objects that person sees is the business of `visible_to` querysets.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from people.models import User

type Visitor = User | AnonymousUser
type Policy = Callable[[Visitor], bool]

# Where a session remembers that its computer is not one's own: nothing is kept in such a browser.
SHARED = "ordinateur_partage"


def PUBLIC(visitor: Visitor) -> bool:  # noqa: N802 - reads as a constant where views name it
    """Anyone, signed in or not."""
    return True


def SIGNED_IN(visitor: Visitor) -> bool:  # noqa: N802
    """Anyone with an active account."""
    return visitor.is_authenticated and visitor.is_active


def STAFF(visitor: Visitor) -> bool:  # noqa: N802
    """Whoever may enter the back office."""
    return SIGNED_IN(visitor) and visitor.has_perm("wagtailadmin.access_admin")


def known(request: HttpRequest) -> User:
    """The person behind a request whose view only signed-in people reach."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def requires[View: Callable[..., Any]](policy: Policy) -> Callable[[View], View]:
    """Name the policy of a view. The middleware applies it; a view without one is refused."""

    def mark(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]
        return view

    return mark
