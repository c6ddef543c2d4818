"""The document of the API and its readable page."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from people.access import PUBLIC, requires
from tierslieu.api.document import document
from tierslieu.api.reading import chapters
from tierslieu.api.refusals import missing, speaking


@requires(PUBLIC)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Read the document as a page: every operation, what it takes, what it answers."""
    found = document()
    return render(request, "api/page.html", {"info": found["info"], "chapters": chapters(found)})


@requires(PUBLIC)
@speaking
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """Give the document itself, to whoever asks: it names no one."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@requires(PUBLIC)
@csrf_exempt
def unknown(request: HttpRequest, path: str = "") -> JsonResponse:
    """Nothing lives at this address of the API; the answer is for programs too."""
    return missing(request)
