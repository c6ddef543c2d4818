"""What people read holds together as French typography asks, whoever wrote it: the house, an editor, a resident."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from reminders.typography import unbroken


class TypographyMiddleware:
    """Hold the words of every page together; what is typed in its forms stays as it was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = unbroken(response.content.decode(response.charset))
        return response
