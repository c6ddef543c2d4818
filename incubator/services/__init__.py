"""The verbs of the incubator, besides `transition()`: the only writers of calls and dossiers."""

from incubator.services.calls import extend, publish_form, recall_drafts
from incubator.services.company import assign, invite, leave_out, write_message
from incubator.services.needs import forget_reporter, read_need, report_need
from incubator.services.reviews import declare, give_review, keep_notes, recuse
from incubator.services.sharing import share_out
from incubator.services.studies import (
    add_document,
    add_partner,
    remove_document,
    remove_partner,
    write_study,
)
from incubator.services.writing import add_file, remove_file, save_answers, start

__all__ = [
    "add_document",
    "add_file",
    "add_partner",
    "assign",
    "declare",
    "extend",
    "forget_reporter",
    "give_review",
    "invite",
    "keep_notes",
    "leave_out",
    "publish_form",
    "read_need",
    "recall_drafts",
    "recuse",
    "remove_document",
    "remove_file",
    "remove_partner",
    "report_need",
    "save_answers",
    "share_out",
    "start",
    "write_message",
    "write_study",
]
