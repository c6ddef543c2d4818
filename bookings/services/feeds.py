from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

import clock
from bookings import policies
from bookings.errors import NotAllowed
from bookings.models import CalendarFeed
from people.models import Organisation, User
from spaces.models import Place, Space

GRAIN = timedelta(hours=1)


@transaction.atomic
def open_feed(*, owner: User, subject: Organisation | Place | Space | None = None) -> CalendarFeed:
    """Give somebody the agenda of an organisation, a place, a space, or their own; again gives the same.

    Whoever may see the subject; for an organisation, its members and the managers. Raises NotAllowed.
    """
    kind, field = KINDS[type(subject)]
    wanted: dict[str, Any] = {"owner": owner, "kind": kind} | ({field: subject} if field else {})
    if not policies.may_follow(owner, CalendarFeed(**wanted)):
        raise NotAllowed("Cet agenda n’est pas à vous.")
    return CalendarFeed.objects.get_or_create(**wanted)[0]


@transaction.atomic
def renew_feed(*, feed: CalendarFeed, actor: User) -> CalendarFeed:
    """Change the address: the old one opens nothing from now on. Its owner. Raises NotAllowed."""
    _require_own(feed, actor)
    CalendarFeed.objects.filter(pk=feed.pk).update(version=F("version") + 1)
    feed.refresh_from_db()
    return feed


@transaction.atomic
def close_feed(*, feed: CalendarFeed, actor: User) -> None:
    """Close the agenda: its address opens nothing. Its owner. Raises NotAllowed."""
    _require_own(feed, actor)
    feed.delete()


def feed_read(*, feed: CalendarFeed, digest: str) -> CalendarFeed:
    """Note that the agenda was read, to the hour, and when it last changed. For whoever holds the address."""
    now = clock.now().replace(microsecond=0)
    changes: dict[str, Any] = {}
    if feed.digest != digest:
        changes |= {"digest": digest, "changed_at": now}
    if feed.last_read_at is None or now - feed.last_read_at >= GRAIN:
        changes |= {"last_read_at": now}
    if changes:
        CalendarFeed.objects.filter(pk=feed.pk).update(**changes)
        for name, value in changes.items():
            setattr(feed, name, value)
    return feed


KINDS = {
    type(None): (CalendarFeed.Kind.PERSON, ""),
    Organisation: (CalendarFeed.Kind.ORGANISATION, "organisation"),
    Place: (CalendarFeed.Kind.PLACE, "place"),
    Space: (CalendarFeed.Kind.SPACE, "space"),
}


def _require_own(feed: CalendarFeed, actor: User) -> None:
    if feed.owner_id != actor.pk:
        raise NotAllowed("Cet agenda n’est pas à vous.")
