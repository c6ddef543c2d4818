"""A place that nobody confirms: the team hears of it once, gives more time or frees it."""

from datetime import timedelta

import pytest
from django.urls import reverse

import clock
from incubator import place_notices
from incubator.enums import Status
from incubator.errors import Refused
from incubator.transitions import transition
from reminders.models import Notice, Outcome
from reminders.registry import kind_of
from tests.factories.incubator import brought_to, given

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(call):
    return given(call, "manage_call")


@pytest.fixture
def dossier(call, manager):
    found = brought_to(Status.UNDER_REVIEW, call=call)
    return transition(
        application=found, name="publish", actor=manager, outcome="selected", motivation="Le besoin est là."
    )


def written(kind):
    return list(Notice.objects.filter(kind=kind, outcome=Outcome.WAITING).order_by("due_at", "pk"))


def why_not(notice) -> str | None:
    kind = kind_of(notice.kind)
    return kind.still_deserved(kind.find(notice.subject_id), notice)


def test_the_managers_are_told_when_the_date_passes_and_only_then(dossier, manager, call):
    given(call, "handle_call")
    (notice,) = written(place_notices.UNCONFIRMED)
    assert (notice.recipient, notice.due_at) == (manager, dossier.confirm_before)
    assert why_not(notice) is None
    transition(application=dossier, name="confirm", actor=dossier.owner)
    notice.refresh_from_db()
    assert why_not(notice) == "la place est confirmée, ou rendue"


def test_whoever_no_longer_manages_the_call_is_not_told(dossier, manager, call):
    (notice,) = written(place_notices.UNCONFIRMED)
    call.grants.filter(user=manager).delete()
    notice.refresh_from_db()
    assert why_not(notice) == "cette personne ne gère plus l’appel"


def test_more_time_replaces_the_date_everywhere(dossier, manager, time_machine):
    time_machine.move_to(dossier.confirm_before + timedelta(hours=1), tick=False)
    with pytest.raises(Refused, match="Il fallait confirmer"):
        transition(application=dossier, name="confirm", actor=dossier.owner)
    (first,) = written(place_notices.UNCONFIRMED)
    reminded = written("application.confirm_before")
    later = clock.now() + timedelta(days=10)
    transition(application=dossier, name="give_more_time", actor=manager, confirm_before=later)
    assert why_not(first) == "une autre date a été donnée"
    assert {why_not(one) for one in reminded} == {"une autre date a été donnée"}
    (said,) = written(place_notices.MORE_TIME)
    assert (said.recipient, why_not(said)) == (dossier.owner, None)
    again = [one for one in written("application.confirm_before") if one not in reminded]
    assert [one.due_at for one in again] == [later - timedelta(days=7), later - timedelta(hours=48)]
    kind = kind_of(again[0].kind)
    assert kind.context(kind.find(again[0].subject_id), again[0])["ahead"] == "7 jours"
    assert transition(application=dossier, name="confirm", actor=dossier.owner).status == Status.CONFIRMED


@pytest.mark.parametrize("days", [-1, 0])
def test_a_date_that_gives_no_more_time_is_refused(dossier, manager, days):
    until = dossier.confirm_before + timedelta(days=days)
    with pytest.raises(Refused, match="date à venir"):
        transition(application=dossier, name="give_more_time", actor=manager, confirm_before=until)


def test_a_person_frees_the_place_for_the_first_who_waits(client, dossier, manager, call, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    waiting = brought_to(Status.WAITLISTED, call=call, title="La soupe")
    (notice,) = written(place_notices.UNCONFIRMED)
    kind = kind_of(notice.kind)
    assert kind.context(kind.find(notice.subject_id), notice)["next"] == str(waiting)
    client.force_login(manager)
    page = reverse("incubator_move", args=[dossier.pk, "give_more_time"])
    assert client.get(page).status_code == 200
    assert client.post(page, {"seen": "selected", "until": "2027-01-13"}).status_code == 422
    assert client.post(page, {"seen": "selected", "until": "2027-03-01"}).status_code == 302
    dossier.refresh_from_db()
    assert call.local(dossier.confirm_before).isoformat() == "2027-03-01T23:59:59+01:00"
    transition(application=dossier, name="close", actor=manager, reason="Sans réponse.")
    assert transition(application=waiting, name="promote", actor=manager).status == Status.SELECTED
