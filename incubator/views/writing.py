"""Writing a page of a dossier: by the save button, or by itself every few seconds."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import clock
from incubator import deadlines, policies, wording
from incubator.enums import FieldType
from incubator.errors import Conflict, DomainError
from incubator.forms.budget import sides
from incubator.forms.pages import read_post, shown_keys
from incubator.forms.schema import Page
from incubator.journey import Journey
from incubator.models import Application
from incubator.policies import Actor
from incubator.services import add_file, add_pages, remove_file, save_answers
from people.access import PUBLIC, SHARED, SIGNED_IN, known, requires
from vault.errors import NotKept, Refused
from vault.models import PrivateFile

_NOT_WORDS = {"csrfmiddlewaretoken", "revision", "suite", "retour", "enregistrer", "ajouter", "retirer"}
_KEY = re.compile(r"[0-9a-f-]{36}|on")


# Public, because a session may end between reading a step and sending it: what was typed is then given back.
@requires(PUBLIC)
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: UUID, slug: str) -> HttpResponse:
    """One step of the dossier."""
    application = Application.objects.written_by(request.user).with_form().filter(pk=pk).first()
    if application is None:
        return _shut_out(request)
    journey = Journey(application, slug)
    if (standing := journey.page) is None:
        return _moved(request, journey)
    if request.headers.get("X-Upload") == "1" and request.method == "POST":
        return _receive(request, journey, standing)
    if request.method == "POST":
        return _save(request, journey, standing)
    if not deadlines.may_write(application, clock.now()):
        return redirect(application)
    return _show(request, journey)


def _save(request: HttpRequest, journey: Journey, standing: Page) -> HttpResponse:
    application, user = journey.application, known(request)
    alone = request.headers.get("X-Autosave") == "1"
    values = read_post(standing, request.POST, journey.kept)
    based_on = request.POST.get("revision", "")
    try:
        saved = save_answers(
            application=application,
            actor=user,
            values=values,
            based_on=int(based_on) if based_on.isdecimal() and len(based_on) < 10 else 0,
        )
    except Conflict as conflict:
        if alone:
            return JsonResponse({"message": conflict.message}, status=409)
        application.refresh_from_db()
        return _show(request, Journey(application, journey.here), values, conflict)
    except DomainError as error:
        if alone:
            return JsonResponse({"message": error.message}, status=403)
        messages.error(request, error.message)
        return redirect("incubator:mine")
    if alone:
        return JsonResponse(_told(standing, saved))
    whole = _files(request, journey, standing)
    return _onward(request, Journey(saved, journey.here), whole=whole)


def _signed_out(request: HttpRequest) -> HttpResponse:
    """Whoever wrote without knowing that their session was over gets their own words back; nothing is read."""
    words = [
        text
        for name, texts in request.POST.lists()
        for text in texts
        if name not in _NOT_WORDS and text.strip() and not _KEY.fullmatch(text)
    ]
    by_itself = "X-Autosave" in request.headers or "X-Upload" in request.headers
    if by_itself or not words:
        return redirect_to_login(request.get_full_path())
    return render(request, "incubator/signed_out.html", {"words": words}, status=403)


def _shut_out(request: HttpRequest) -> HttpResponse:
    """Somebody taken off the dossier while writing learns it where they write; a stranger learns as much."""
    if not SIGNED_IN(request.user):
        return _signed_out(request)
    if request.headers.get("X-Autosave") == "1" or request.headers.get("X-Upload") == "1":
        told = "Vous ne pouvez plus écrire dans ce dossier. Copiez ce texte avant de quitter la page."
        return JsonResponse({"message": told}, status=403)
    raise Http404


def _moved(request: HttpRequest, journey: Journey) -> HttpResponse:
    """The step is gone, because the form changed while somebody wrote it: keep whatever still has a place."""
    application = journey.application
    if request.method != "POST":
        raise Http404
    values: dict[str, Any] = {}
    for known_page in journey.schema.pages:
        values |= read_post(known_page, request.POST, journey.kept)
    told = "Le formulaire a changé pendant que vous écriviez. Vos réponses aux questions qui restent sont gardées."
    based_on = application.revision
    try:
        save_answers(application=application, actor=known(request), values=values, based_on=based_on)
    except DomainError as error:
        told = error.message
    if request.headers.get("X-Autosave") == "1":
        return JsonResponse({"message": f"{told} Rechargez la page."}, status=409)
    messages.warning(request, told)
    return redirect(application)


def _receive(request: HttpRequest, journey: Journey, standing: Page) -> HttpResponse:
    """Files sent by themselves, with their progress: what is refused is said in one sentence."""
    refused = _take_in(request, journey.application, standing)
    if refused:
        return JsonResponse({"message": " ".join(refused)}, status=422)
    return JsonResponse({"kept": True})


def _take_in(request: HttpRequest, application: Application, standing: Page) -> list[str]:
    """Each file by itself, photographed pages together; what was refused, in the words of the sender."""
    user, refused = known(request), []
    for question in standing.questions:
        if question.type != FieldType.FILE:
            continue
        deeds: list[Callable[[], object]] = [
            partial(add_file, application=application, actor=user, key=question.key, upload=upload)
            for upload in request.FILES.getlist(question.key)
        ]
        if pages := request.FILES.getlist(f"{question.key}-pages"):
            deeds.append(
                partial(add_pages, application=application, actor=user, key=question.key, uploads=pages)
            )
        for deed in deeds:
            try:
                deed()
            except (Refused, NotKept, DomainError) as error:
                refused.append(error.message)
    return refused


def _files(request: HttpRequest, journey: Journey, standing: Page) -> bool:
    """Take in what was sent, each file by itself: one refusal never loses the rest."""
    application = journey.application
    refused = []
    if number := request.POST.get("retirer"):
        try:
            remove_file(application=application, actor=known(request), number=number)
        except DomainError as error:
            refused.append(error.message)
    refused += _take_in(request, application, standing)
    for sentence in refused:
        messages.error(request, sentence)
    return not refused


def _onward(request: HttpRequest, journey: Journey, *, whole: bool) -> HttpResponse:
    if added := request.POST.get("ajouter"):
        return redirect(f"{request.path}#id_{added}_table")
    if "suite" in request.POST and whole and journey.after is not None:
        return redirect(journey.after.href)
    if "retour" in request.POST and whole and journey.before is not None:
        return redirect(journey.before.href)
    return redirect(request.path)


def _show(
    request: HttpRequest,
    journey: Journey,
    values: dict[str, Any] | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    application = journey.application
    answers = None if values is None else {**application.answers, **values}
    return render(
        request,
        "incubator/page.html",
        {
            **desk(request, journey),
            "form": journey.form(answers),
            "conflict": conflict,
            "saved_at": wording.hour(application.call.local(application.saved_at)),
        },
        status=409 if conflict else 200,
    )


def desk(request: HttpRequest, journey: Journey) -> dict[str, Any]:
    """What stands around every page on which a dossier is written."""
    application, user = journey.application, known(request)
    call = application.call
    due = application.changes_due_at or call.closes_at
    return {
        "application": application,
        "call": call,
        "journey": journey,
        "due": wording.moment(call, due),
        "in_grace": deadlines.is_over(call, clock.now()) and not application.changes_due_at,
        "grace_ends": wording.moment(call, deadlines.last_moment(application)),
        "company": application.collaborators.select_related("user"),
        "is_owner": policies.acts_as(Actor.OWNER, user, application),
        "stands_in": policies.stands_in(user, application),
        "scans": PrivateFile.objects.of(application, policies.ON_PAPER) if application.on_paper_since else (),
        "shared_computer": request.session.get(SHARED, False),
        "request_text": _asked(application),
    }


def _asked(application: Application) -> str:
    """What the team asked to complete, in its words."""
    if not application.changes_due_at:
        return ""
    log = application.transitions.filter(name="request_changes").order_by("-at", "-pk").first()
    return str(log.payload.get("message", "")) if log else ""


def _told(standing: Page, saved: Application) -> dict[str, Any]:
    """What the page learns from having been saved by itself."""
    shown = shown_keys(saved.form_version.form, saved.answers)
    return {
        "revision": saved.revision,
        "saved": wording.hour(saved.call.local(saved.saved_at)),
        "shown": [question.key for question in standing.questions if question.key in shown],
        "totals": {
            question.key: [side.total_shown for side in sides(question, saved.answers.get(question.key))]
            for question in standing.questions
            if question.type == FieldType.BUDGET
        },
    }
