"""The page where a manager sees and changes who may do what."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from people.access import known, requires
from people.explaining import answers
from people.forms import GrantForm, WhyForm
from people.policies import may_see_rights
from people.rights import rights_seen_by
from people.services import grant, revoke
from people.sharing import sharings_for

RIGHTS_PER_PAGE = 50


@requires(may_see_rights)
@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest) -> HttpResponse:
    """List every right on what this person runs; give one."""
    form = GrantForm(request.POST or None, asker=known(request))
    if request.method == "POST" and form.is_valid():
        person, (grantable, target) = form.cleaned_data["email"], form.cleaned_data["target"]
        permission = form.cleaned_data["permission"]
        grant(
            user=person,
            permission=permission,
            target=target,
            given_by=known(request),
            membership=form.cleaned_data["membership"],
        )
        messages.success(request, grantable.sentences[permission].format(person=person, target=target) + ".")
        return redirect("people_rights")
    page = Paginator(rights_seen_by(known(request)), RIGHTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "people/gestion/rights.html",
        {
            "page": page,
            "form": form,
            "why_form": WhyForm(asker=known(request), prefix="why"),
            "sharings": sharings_for(request.user),
        },
        status=422 if form.errors else 200,
    )


@requires(may_see_rights)
@require_POST
def take_back(request: HttpRequest, key: str) -> HttpResponse:
    """Take one right back, whoever gave it."""
    right = next((right for right in rights_seen_by(known(request)) if right.key == key), None)
    if right is None:
        raise Http404
    revoke(
        user=right.grant.user,
        permission=right.grant.permission.codename,
        target=right.grant.content_object,
        revoked_by=known(request),
    )
    messages.success(request, f"C’est retiré : {right.sentence}.")
    return redirect("people_rights")


@requires(may_see_rights)
def why(request: HttpRequest) -> HttpResponse:
    """Why may this person, or may they not?"""
    form = WhyForm(request.GET or None, asker=known(request), prefix="why")
    found, person, target = [], None, None
    if form.is_valid():
        person, target = form.cleaned_data["email"], form.cleaned_data["target"]
        found = answers(person, target)
    return render(
        request,
        "people/gestion/why.html",
        {"form": form, "answers": found, "person": person, "target": target},
        status=422 if form.is_bound and form.errors else 200,
    )
