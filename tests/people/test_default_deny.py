import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.views import View

from people.access import PUBLIC, SIGNED_IN, requires
from people.middleware import DefaultDenyMiddleware
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def bare(request):
    return HttpResponse("ouvert")


class Bare(View):
    def get(self, request):
        return HttpResponse("ouvert")


def ask(view, user):
    request = RequestFactory().get("/quelque-part/?a=1")
    request.user = user
    return DefaultDenyMiddleware(bare).process_view(request, view, (), {})


@pytest.fixture
def visitor():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


@pytest.mark.parametrize("view", [bare, Bare.as_view()])
def test_a_view_without_a_policy_is_refused_even_to_administrators(view):
    with pytest.raises(PermissionDenied, match="names no policy"):
        ask(view, UserFactory(is_superuser=True))


def test_a_public_view_opens_to_visitors(visitor):
    assert ask(requires(PUBLIC)(lambda request: HttpResponse()), visitor) is None


def test_a_visitor_is_sent_to_sign_in_and_comes_back(visitor):
    answer = ask(requires(SIGNED_IN)(lambda request: HttpResponse()), visitor)
    assert answer["Location"] == "/compte/login/?next=%2Fquelque-part%2F%3Fa%3D1"


@pytest.mark.parametrize(("is_active", "opens"), [(True, True), (False, False)])
def test_somebody_signed_in_needs_an_active_account(is_active, opens):
    view = requires(SIGNED_IN)(lambda request: HttpResponse())
    if opens:
        assert ask(view, UserFactory(is_active=is_active)) is None
    else:
        with pytest.raises(PermissionDenied):
            ask(view, UserFactory(is_active=is_active))


def test_a_class_view_names_its_policy_too(visitor):
    class Open(View):
        policy = staticmethod(PUBLIC)

    assert ask(Open.as_view(), visitor) is None
