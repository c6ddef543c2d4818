"""The verbs of booking: the only writers of who holds what for how long, and at what price."""

from bookings.services.agreements import (
    attach_document,
    close_agreement,
    draft_agreement,
    renew_agreement,
    sign_agreement,
)
from bookings.services.arrivals import confirm_arrival, release_unclaimed
from bookings.services.booking import Override, book, hold
from bookings.services.changes import cancel, expire_holds, release_early, reschedule
from bookings.services.closures import close_and_rehouse, close_spaces, lift_closure
from bookings.services.decisions import approve, refuse
from bookings.services.guests import answer_invitation, invite, uninvite
from bookings.services.importing import PastStay, record_past
from bookings.services.moving import Before, put_back
from bookings.services.presence import check_in, declare_attendance
from bookings.services.proofs import receive_proof
from bookings.services.rehousing import answer_relocation, note_call
from bookings.services.visitors import ask_as_visitor, confirm_request, takes_visitors
from bookings.services.waiting import leave, serve_waiting, take_option, wait
from bookings.services.walk_in import walk_in

__all__ = [
    "Before",
    "Override",
    "PastStay",
    "answer_invitation",
    "answer_relocation",
    "approve",
    "ask_as_visitor",
    "attach_document",
    "book",
    "cancel",
    "check_in",
    "close_agreement",
    "close_and_rehouse",
    "close_spaces",
    "confirm_arrival",
    "confirm_request",
    "declare_attendance",
    "draft_agreement",
    "expire_holds",
    "hold",
    "invite",
    "leave",
    "lift_closure",
    "note_call",
    "put_back",
    "receive_proof",
    "record_past",
    "refuse",
    "release_early",
    "release_unclaimed",
    "renew_agreement",
    "reschedule",
    "serve_waiting",
    "sign_agreement",
    "take_option",
    "takes_visitors",
    "uninvite",
    "wait",
    "walk_in",
]
