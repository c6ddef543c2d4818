"""The one door of the vault."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vault.models import PrivateFile
from vault.registry import keeper_of


@require_safe
@cache_control(private=True, no_store=True)
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Hand a file to somebody who may read it, as an attachment; to anyone else it does not exist."""
    file = PrivateFile.objects.filter(pk=pk).first()
    keeper = keeper_of(file) if file else None
    if file is None or keeper is None or not keeper.may_read(request.user, file):
        raise Http404
    try:
        content = file.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    if keeper.opened is not None:
        keeper.opened(request.user, file)
    answer = FileResponse(
        content, as_attachment=True, filename=file.original_name, content_type=file.content_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
