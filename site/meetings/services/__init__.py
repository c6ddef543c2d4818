"""The verbs of meetings: the only writers."""

from meetings.services.attendance import (
    answer,
    attend,
    call,
    give_proxy,
    leave,
    take_back_proxy,
    uncall,
)
from meetings.services.deciding import publish, put, record, recuse, vote, withdraw_question
from meetings.services.following import add_action, add_document, finish_action, remove_document, write_item
from meetings.services.preparing import cancel, convene, establish, prepare, reschedule
from meetings.services.sitting import adjourn, check_quorum, open_meeting, sign, write_minutes

__all__ = [
    "add_action",
    "add_document",
    "adjourn",
    "answer",
    "attend",
    "call",
    "cancel",
    "check_quorum",
    "convene",
    "establish",
    "finish_action",
    "give_proxy",
    "leave",
    "open_meeting",
    "prepare",
    "publish",
    "put",
    "record",
    "recuse",
    "remove_document",
    "reschedule",
    "sign",
    "take_back_proxy",
    "uncall",
    "vote",
    "withdraw_question",
    "write_item",
    "write_minutes",
]
