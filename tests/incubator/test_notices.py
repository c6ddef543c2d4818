"""What is written to people, when, and that it is warm, right and sent once."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from incubator import notices
from incubator.enums import Status
from incubator.services import extend, start, write_message
from incubator.transitions import transition
from reminders.models import Notice, Outcome
from reminders.registry import kind_of
from tests.factories.incubator import (
    CLOSES,
    DURING,
    ApplicationFactory,
    brought_to,
    given,
    handed_in,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

KINDS = [
    "application.changes_due",
    "application.confirm_before",
    "application.erased_soon",
    "application.extended",
    "application.form_changed",
    "need.news",
    "need.received",
    "support.figures",
    "support.session_planned",
    "support.session_tomorrow",
    "application.changes_requested",
    "application.decision",
    "application.invitation",
    "application.message",
    "application.not_submitted",
    "application.receipt",
]


def waiting(kind: str) -> list:
    return list(Notice.objects.filter(kind=kind, outcome=Outcome.WAITING).order_by("due_at"))


def mail_of(notice) -> str:
    kind = kind_of(notice.kind)
    context = kind.context(kind.find(notice.subject_id), notice)
    parts = [f"{kind.template}.{part}" for part in ("subject.txt", "txt", "html")]
    return "\n".join(render_to_string(part, context) for part in parts)


@pytest.mark.parametrize("key", KINDS)
def test_every_kind_has_its_three_texts(key):
    kind = kind_of(key)
    for part in ("subject.txt", "txt", "html"):
        text = render_to_string(f"{kind.template}.{part}", kind.sample())
        assert text.strip()
        assert "None" not in text


def test_a_draft_is_recalled_three_times_before_the_closing(call):
    start(call=call, owner=UserFactory(), title="La laverie")
    assert [(n.occurrence, n.due_at) for n in waiting(notices.NOT_SUBMITTED)] == [
        ("7 jours", CLOSES - timedelta(days=7)),
        ("48 heures", CLOSES - timedelta(hours=48)),
        ("3 heures", CLOSES - timedelta(hours=3)),
    ]


def test_moments_already_past_are_not_recalled(call, time_machine):
    time_machine.move_to(CLOSES - timedelta(hours=24), tick=False)
    start(call=call, owner=UserFactory(), title="La laverie")
    assert [n.occurrence for n in waiting(notices.NOT_SUBMITTED)] == ["3 heures"]


def test_handing_in_stops_the_recalls(call):
    application = handed_in(call=call)
    notices.begun(application)
    kind = kind_of(notices.NOT_SUBMITTED)
    assert (
        kind.still_deserved(application, waiting(notices.NOT_SUBMITTED)[0])
        == "le dossier n’est plus un brouillon"
    )
    draft = ApplicationFactory(call=call)
    notices.begun(draft)
    transition(application=draft, name="submit", actor=draft.owner)
    assert (
        Notice.objects.filter(
            subject_id=str(draft.pk), kind=notices.NOT_SUBMITTED, outcome=Outcome.CANCELLED
        ).count()
        == 3
    )


def test_withdrawing_stops_everything(call):
    draft = ApplicationFactory(call=call)
    notices.begun(draft)
    transition(application=draft, name="withdraw", actor=draft.owner)
    assert waiting(notices.NOT_SUBMITTED) == []


def test_a_later_closing_moves_the_recalls_once(call):
    application = start(call=call, owner=UserFactory(), title="La laverie")
    later = CLOSES + timedelta(days=7)
    extend(call=call, actor=given(call, "manage_call"), closes_at=later)
    assert [n.due_at for n in waiting(notices.NOT_SUBMITTED)] == [
        later - ahead for ahead in (timedelta(days=7), timedelta(hours=48), timedelta(hours=3))
    ]
    assert Notice.objects.filter(kind=notices.NOT_SUBMITTED, subject_id=str(application.pk)).count() == 3
    assert [n.email for n in waiting(notices.EXTENDED)] == [application.owner.email]


def test_the_receipt_says_the_number_and_what_comes_next(call):
    call.readers, call.contact_name = 3, "Fatou"
    call.save()
    application = handed_in(call=call)
    (notice,) = waiting(notices.RECEIPT)
    mail = mail_of(notice)
    assert f"Votre dossier {application.number} est arrivé" in mail
    assert "Trois personnes le lisent" in mail
    assert kind_of(notice.kind).essential is True


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("selected", "est retenu"),
        ("rejected", "n’est pas retenu cette fois-ci"),
        ("waitlisted", "est en liste d’attente"),
    ],
)
def test_a_decision_is_told_with_its_reasons(call, outcome, words):
    application = brought_to(Status.UNDER_REVIEW, call=call)
    transition(
        application=application, name="publish", actor=given(call, "manage_call"),
        outcome=outcome, motivation="Le besoin est là.", rank=1,
    )  # fmt: skip
    (notice,) = waiting(notices.DECISION)
    mail = mail_of(notice)
    assert words in mail
    assert "Le besoin est là." in mail


def test_a_decision_taken_back_is_not_sent(call):
    application, manager = brought_to(Status.UNDER_REVIEW, call=call), given(call, "manage_call")
    transition(application=application, name="publish", actor=manager, outcome="rejected", motivation="Non.")
    transition(application=application, name="reopen", actor=manager, reason="Erreur.")
    (notice,) = waiting(notices.DECISION)
    kind = kind_of(notices.DECISION)
    assert kind.still_deserved(kind.find(notice.subject_id), notice) == "la décision a changé depuis"
    transition(application=application, name="publish", actor=manager, outcome="selected", motivation="Oui.")
    deserving = [
        n for n in waiting(notices.DECISION) if kind.still_deserved(kind.find(n.subject_id), n) is None
    ]
    assert len(deserving) == 1
    assert "est retenu" in mail_of(deserving[0])


def test_a_request_for_changes_says_what_and_until_when(call):
    application = handed_in(call=call)
    transition(
        application=application, name="request_changes", actor=given(call, "handle_call"),
        message="Il manque la page 2.", due_at=DURING + timedelta(days=5), unlocked=[next(iter(application.answers))],
    )  # fmt: skip
    (notice,) = waiting(notices.CHANGES)
    mail = mail_of(notice)
    assert "Il manque la page 2." in mail
    assert "dimanche 17 janvier 2027, 14\xa0h\xa003" in mail


def test_mail_is_a_copy_of_what_the_team_says(call):
    application = handed_in(call=call)
    write_message(application=application, actor=application.owner, body="Une question.")
    assert waiting(notices.MESSAGE) == []
    write_message(application=application, actor=given(call, "handle_call"), body="Une réponse <b>nette</b>.")
    (notice,) = waiting(notices.MESSAGE)
    mail = mail_of(notice)
    assert "Une réponse <b>nette</b>." in mail
    assert "Une réponse &lt;b&gt;nette&lt;/b&gt;." in mail


def test_a_dossier_that_is_gone_is_not_found():
    assert kind_of(notices.RECEIPT).find("pas-un-numéro") is None
