"""Somebody without an account answers a convocation by the address of their mail."""

import pytest
from django.urls import reverse

from meetings import services
from meetings.enums import Presence
from meetings.errors import NotAllowed, ProxyRefused
from meetings.notices import CONVOCATION
from meetings.private_links import answer_path
from reminders.models import Notice
from tests.bookings.browsing import text_of
from tests.factories.meetings import room
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    return room(names=("Bilal", "Chloé"), convene=False)


@pytest.fixture
def zoe(held):
    """A treasurer with a voice and no account."""
    row = services.call(
        meeting=held.meeting, by=held.chair, name="Zoé", email="zoe@jardin.example", votes=True
    )
    services.convene(meeting=held.meeting, by=held.chair)
    return row


def presence(row) -> tuple[str, str | None]:
    row.refresh_from_db()
    return row.presence, row.proxy_holder and row.proxy_holder.name


def test_the_mail_of_somebody_without_an_account_carries_their_address(client, held, zoe):
    from reminders.registry import kind_of

    notice = Notice.objects.get(kind=CONVOCATION, email="zoe@jardin.example")
    link = kind_of(CONVOCATION).context(held.meeting, notice)["link"]
    assert link.endswith(answer_path(zoe))
    page = client.get(answer_path(zoe))
    assert "Zoé, viendrez-vous" in text_of(page)
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex, nofollow", "strict-origin")
    # Opening changes nothing: mail programs open links.
    assert presence(zoe) == (Presence.EXPECTED, None)


def test_they_come_are_excused_and_change_their_mind(client, zoe):
    for given, found in (
        ("coming", Presence.COMING),
        ("excused", Presence.EXCUSED),
        ("coming", Presence.COMING),
    ):
        assert client.post(answer_path(zoe), {"answer": given})["Location"] == answer_path(zoe)
        assert presence(zoe) == (found, None)


def test_they_give_their_proxy(client, held, zoe):
    bilal = held.row("Bilal")
    assert client.post(answer_path(zoe), {"answer": "proxy", "holder": bilal.pk}).status_code == 302
    assert presence(zoe) == (Presence.REPRESENTED, "Bilal")


def test_a_proxy_to_somebody_who_is_excused_is_refused_beside_the_field(client, held, zoe):
    bilal = held.row("Bilal")
    services.answer(attendance=bilal, by=bilal.user, coming=False)
    page = client.post(answer_path(zoe), {"answer": "proxy", "holder": bilal.pk})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["holder"]
    with pytest.raises(ProxyRefused):
        services.give_proxy(attendance=zoe, holder=bilal, by=None)
    assert presence(zoe) == (Presence.EXPECTED, None)


def test_once_it_is_open_the_answer_is_not_theirs_any_more(client, held, zoe):
    held.open("Bilal", "Chloé")
    page = client.get(answer_path(zoe))
    assert "La réponse n’est plus attendue" in text_of(page)
    client.post(answer_path(zoe), {"answer": "coming"})
    assert presence(zoe) == (Presence.EXPECTED, None)
    with pytest.raises(ProxyRefused):
        services.give_proxy(attendance=zoe, holder=held.row("Bilal"), by=None)


def test_nobody_answers_for_another_without_an_account(held, zoe):
    bilal = held.row("Bilal")
    with pytest.raises(NotAllowed):
        services.answer(attendance=bilal, by=None, coming=False)
    with pytest.raises(NotAllowed):
        services.answer(attendance=zoe, by=UserFactory(), coming=False)


def test_an_address_that_is_not_ours_or_whose_person_has_an_account_opens_nothing(client, held, zoe):
    assert client.get(reverse("meetings:answer", args=["faux"])).status_code == 404
    assert client.get(answer_path(held.row("Bilal"))).status_code == 404
    assert client.get(answer_path(zoe)[:-2] + "x/").status_code == 404
