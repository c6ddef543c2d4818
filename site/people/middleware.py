"""The two guards that stand before every view."""

import math
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

# Forms in which anyone types an address that may have an account, and to how many seconds each answer is
# rounded up: well beyond what it takes, so that both always fall on the same side. A password is hashed.
TAKING_AN_ADDRESS = {
    "account_login": 1.5,
    "account_request_login_code": 0.25,
    "account_reset_password": 0.25,
    "account_signup": 0.25,
}
# Applications that decide for themselves who comes in. Each is walked, by prefix, in the tests of access.
SELF_GUARDED = ("wagtail.", "allauth.", "django.views.i18n", "django.contrib.staticfiles", "ninja.")


class EvenTimeMiddleware:
    """Make an address with an account and one without answer in the same time.

    The two do not do the same work (a row is written, a token is made): each answer of the forms that take an
    address waits for the next full step, which is longer than any of these differences.
    """

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
        sleep: Callable[[float], None] = time.sleep,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.get_response, self.sleep, self.timer = get_response, sleep, timer
        self.steps = {reverse(name): step for name, step in TAKING_AN_ADDRESS.items()}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.path not in self.steps:
            return self.get_response(request)
        begun = self.timer()
        response = self.get_response(request)
        # Who has just come in learns nothing more by it. A request refused before it had a user, neither.
        if hasattr(request, "user") and not request.user.is_authenticated:
            step = self.steps[request.path] if getattr(settings, "EVEN_TIME", True) else 0
            self.sleep(until_even(self.timer() - begun, step))
        return response


def until_even(elapsed: float, step: float) -> float:
    """How long until the next full step."""
    return math.ceil(elapsed / step) * step - elapsed if step else 0.0


class DefaultDenyMiddleware:
    """Refuse any view that names no policy, then apply the policy that it names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send the unknown to sign in, refuse the known who may not."""
        policy = policy_of(view)
        if policy is None:
            if is_self_guarded(view):
                return None
            raise PermissionDenied(f"{view.__module__}.{view.__qualname__} names no policy.")
        if policy(request.user):
            return None
        if not request.user.is_authenticated:
            return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
        raise PermissionDenied


class MandatoryMfaMiddleware:
    """Outside the demo, whoever enters the back office has a second factor first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_enrol(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _must_enrol(self, request: HttpRequest) -> bool:
        if settings.DEMO or not request.path.startswith(reverse("wagtailadmin_home")):
            return False
        user = request.user
        return (
            user.is_authenticated
            and settings.MFA_MANDATORY_FOR_STAFF
            and user.has_perm("wagtailadmin.access_admin")
            and not is_mfa_enabled(user)
        )


def policy_of(view: Callable[..., Any]) -> Callable[..., bool] | None:
    """The policy named by a view function, a class behind `as_view()`, or None."""
    found = getattr(view, "policy", None)
    if found is None and (view_class := getattr(view, "view_class", None)) is not None:
        found = view_class.__dict__.get("policy") or getattr(view_class, "policy", None)
        found = getattr(found, "__func__", found)
    return found


def is_self_guarded(view: Callable[..., Any]) -> bool:
    """Whether the view belongs to an application that checks access itself."""
    owner = getattr(view, "view_class", view)
    return f"{owner.__module__}.".startswith(SELF_GUARDED)
