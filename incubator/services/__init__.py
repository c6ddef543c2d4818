"""The verbs of the incubator, besides `transition()`: the only writers of calls and dossiers."""

from incubator.services.calls import extend, publish_form, recall_drafts
from incubator.services.company import assign, invite, leave_out, recuse, write_message
from incubator.services.writing import add_file, remove_file, save_answers, start

__all__ = [
    "add_file",
    "assign",
    "extend",
    "invite",
    "leave_out",
    "publish_form",
    "recall_drafts",
    "recuse",
    "remove_file",
    "save_answers",
    "start",
    "write_message",
]
