"""The verbs of the incubator, besides `transition()`: the only writers of calls and dossiers."""

from incubator.services.addresses import give_address
from incubator.services.auditions import (
    ask_another_slot,
    call_off_auditions,
    confirm_audition,
    convoke,
    move_auditions,
    plan_auditions,
    seat,
    spread,
    unseat,
)
from incubator.services.batch import move_many, rehearse
from incubator.services.callbacks import ask_call_back, called_back, note_call
from incubator.services.calls import extend, publish_form, recall_drafts, usual_reasons
from incubator.services.committee import bring, hold
from incubator.services.company import assign, invite, leave_out, write_message
from incubator.services.editing import clone_call, move_drafts
from incubator.services.erasure import erase_dossier
from incubator.services.follow_ups import answer_follow_up
from incubator.services.idea_committee import bring_idea
from incubator.services.needs import forget_reporter, read_need, report_need
from incubator.services.on_paper import enter_on_paper
from incubator.services.project_rows import change_on_project, remove_from_project
from incubator.services.projects import (
    begin_follow_up,
    end_support,
    keep_convention,
    note_session,
    plan_session,
    reach,
    settle_session,
    show_project,
    sign_attendance,
    write_on_project,
)
from incubator.services.reviews import declare, give_review, keep_notes, recuse
from incubator.services.sharing import share_out
from incubator.services.studies import (
    add_document,
    add_partner,
    remove_document,
    remove_partner,
    write_study,
)
from incubator.services.writing import add_file, add_pages, remove_file, save_answers, start

__all__ = [
    "add_document",
    "add_file",
    "add_pages",
    "add_partner",
    "answer_follow_up",
    "ask_another_slot",
    "ask_call_back",
    "assign",
    "begin_follow_up",
    "bring",
    "bring_idea",
    "call_off_auditions",
    "called_back",
    "change_on_project",
    "clone_call",
    "confirm_audition",
    "convoke",
    "declare",
    "end_support",
    "enter_on_paper",
    "erase_dossier",
    "extend",
    "forget_reporter",
    "give_address",
    "give_review",
    "hold",
    "invite",
    "keep_convention",
    "keep_notes",
    "leave_out",
    "move_auditions",
    "move_drafts",
    "move_many",
    "note_call",
    "note_session",
    "plan_auditions",
    "plan_session",
    "publish_form",
    "reach",
    "read_need",
    "recall_drafts",
    "recuse",
    "rehearse",
    "remove_document",
    "remove_file",
    "remove_from_project",
    "remove_partner",
    "report_need",
    "save_answers",
    "seat",
    "settle_session",
    "share_out",
    "show_project",
    "sign_attendance",
    "spread",
    "start",
    "unseat",
    "usual_reasons",
    "write_message",
    "write_on_project",
    "write_study",
]
