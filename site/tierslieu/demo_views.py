"""The mailbox of the demo: what everyone received, readable by everyone, in demo mode only."""

from io import BytesIO

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from people.access import PUBLIC, requires
from reminders.views.previews import MAIL_CSP
from tierslieu.demo_inbox import Mail, mail_named, mails

PER_PAGE = 25


@requires(PUBLIC)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Every mail, newest first, or those of one recipient."""
    chosen = request.GET.get("pour", "").strip()
    everything = mails()
    kept = [mail for mail in everything if not chosen or chosen in mail.recipients]
    return render(
        request,
        "demo/inbox.html",
        {
            "page": Paginator(kept, PER_PAGE).get_page(request.GET.get("page")),
            "chosen": chosen,
            "recipients": sorted({address for mail in everything for address in mail.recipients}),
        },
    )


@requires(PUBLIC)
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its layout in a frame, its text, its files, its headers."""
    return render(request, "demo/mail.html", {"mail": _mail_or_404(name)})


@requires(PUBLIC)
@xframe_options_sameorigin
@csp_override(MAIL_CSP)
@require_safe
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The layout of one mail, alone: it may run nothing and fetch nothing."""
    return HttpResponse(_mail_or_404(name).html)


@requires(PUBLIC)
@require_safe
def attachment(request: HttpRequest, name: str, index: int) -> FileResponse:
    """One attached file, to be saved."""
    part = next((part for part in _mail_or_404(name).attachments if part.index == index), None)
    if part is None:
        raise Http404
    return FileResponse(
        BytesIO(part.content), as_attachment=True, filename=part.name, content_type=part.content_type
    )


def _mail_or_404(name: str) -> Mail:
    found = mail_named(name)
    if found is None:
        raise Http404
    return found
