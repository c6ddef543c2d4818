"""When a call takes answers, and until when exactly. The rule is announced on the pages (decision 0009).

A deadline is inclusive to the second, on the server's clock. A dossier begun before it may still be
completed and handed in during the grace that follows.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from incubator.enums import Status
from incubator.models import Application, Call

GRACE = timedelta(minutes=15)
SECOND = timedelta(seconds=1)


def has_opened(call: Call, at: datetime) -> bool:
    """Whether the call has begun."""
    return at >= call.opens_at


def is_over(call: Call, at: datetime) -> bool:
    """Whether the closing second has gone by entirely."""
    return at >= call.closes_at + SECOND


def is_open(call: Call, at: datetime) -> bool:
    """Whether somebody may begin a dossier."""
    return call.is_published and has_opened(call, at) and not is_over(call, at)


def last_moment(application: Application) -> datetime:
    """Until when a draft may be completed and handed in, that second included."""
    call = application.call
    begun_in_time = application.created_at < call.closes_at + SECOND
    return call.closes_at + GRACE if begun_in_time else call.closes_at


def may_hand_in(application: Application, at: datetime) -> bool:
    """Whether a draft still arrives in time. What came on paper is judged by the moment it came."""
    paper = application.on_paper_since
    if paper is not None:
        return has_opened(application.call, paper) and not is_over(application.call, paper)
    return has_opened(application.call, at) and at < last_moment(application) + SECOND


def may_write(application: Application, at: datetime) -> bool:
    """Whether answers may change: a draft in time, or a completion that the team asked for."""
    if application.status == Status.DRAFT:
        return may_hand_in(application, at)
    return application.status == Status.CHANGES_REQUESTED
