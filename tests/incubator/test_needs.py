"""Anyone says what is missing, robots do not, and whoever said it follows what became of it."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

import clock
from incubator.enums import NeedStatus
from incubator.errors import NotAllowed, Refused, WrongState
from incubator.models import Idea, Need
from incubator.private_links import need_address
from incubator.services import read_need, report_need
from reminders.models import Notice, Outcome
from reminders.registry import kind_of
from reminders.typography import unbroken
from tests.factories.ideas import IdeaFactory, IdeaScoutFactory, NeedFactory
from tests.factories.incubator import given, published_call
from tests.factories.people import UserFactory
from tests.factories.spaces import PlaceFactory

pytestmark = pytest.mark.django_db
WHAT = "Une laverie : depuis qu’elle a fermé, il faut deux bus."


@pytest.fixture(autouse=True)
def _nobody_wrote_yet():
    cache.clear()


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def officer(place):
    return given(published_call(place=place, stages=0), "handle_call")


def opened(client, time_machine, seconds=20, query=""):
    """Open the page, wait as a person does, and give what its form holds."""
    page = client.get(reverse("incubator:report_need") + query).content.decode()
    started = re.search(r'name="started" value="([^"]+)"', page)[1]
    time_machine.move_to(clock.now() + timedelta(seconds=seconds), tick=False)
    return {"started": started, "what": WHAT}


def send(client, data, query=""):
    return client.post(reverse("incubator:report_need") + query, data)


def test_somebody_reports_a_need_and_follows_it(client, time_machine, place):
    answer = send(client, {**opened(client, time_machine), "email": "odile@caserne.example", "name": "Odile"})
    need = Need.objects.get()
    assert (need.what, need.email, need.status, need.is_public) == (
        WHAT,
        "odile@caserne.example",
        NeedStatus.RECEIVED,
        False,
    )
    assert answer["Location"] == need_address(need)
    page = client.get(answer["Location"]).content.decode()
    assert "Nous l’avons bien reçu." in page
    assert unbroken(WHAT) in page
    (notice,) = Notice.objects.all()
    assert (notice.kind, notice.email, notice.recipient_id) == (
        "need.received",
        "odile@caserne.example",
        None,
    )


def test_without_an_address_nothing_is_sent_and_the_link_still_follows(client, time_machine, place):
    answer = send(client, opened(client, time_machine))
    assert Notice.objects.count() == 0
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, 422), (2, 422), (3, 302), (24 * 3600, 302), (24 * 3600 + 1, 422)]
)
def test_a_form_sent_too_fast_or_too_old_is_offered_again(client, time_machine, place, seconds, status):
    answer = send(client, opened(client, time_machine, seconds))
    assert answer.status_code == status
    assert Need.objects.count() == (status == 302)
    if status == 422:
        page = answer.content.decode()
        assert WHAT in page
        again = {"started": re.search(r'name="started" value="([^"]+)"', page)[1], "what": WHAT}
        time_machine.move_to(clock.now() + timedelta(seconds=10), tick=False)
        assert send(client, again).status_code == 302


@pytest.mark.parametrize("started", ["", "hier", "9999999999:faux"])
def test_a_robot_that_invents_its_hour_is_refused(client, place, started):
    assert send(client, {"what": WHAT, "started": started}).status_code == 422
    assert Need.objects.count() == 0


def test_a_robot_that_fills_everything_is_refused(client, time_machine, place):
    answer = send(client, {**opened(client, time_machine), "website": "https://exemple.example"})
    assert answer.status_code == 422
    assert "Une case cachée a été remplie" in answer.content.decode()
    assert Need.objects.count() == 0


def test_one_address_reports_six_times_an_hour(client, time_machine, place):
    data = opened(client, time_machine)
    assert [send(client, data).status_code for _ in range(6)] == [302] * 6
    refused = send(client, data)
    assert refused.status_code == 429
    assert "Beaucoup de messages comme celui-ci sont partis depuis une heure." in refused.content.decode()
    assert WHAT in refused.content.decode()
    assert client.post(reverse("incubator:report_need"), data, REMOTE_ADDR="203.0.113.9").status_code == 302
    assert Need.objects.count() == 7


def test_one_mailbox_is_written_to_six_times_an_hour_wherever_it_is_typed(client, time_machine, place):
    data = {**opened(client, time_machine), "email": "odile@caserne.example"}
    typed = [data] * 5 + [{**data, "email": " Odile@Caserne.example"}, data]
    address = reverse("incubator:report_need")
    statuses = [
        client.post(address, one, REMOTE_ADDR=f"203.0.113.{n}").status_code for n, one in enumerate(typed)
    ]
    assert statuses == [302] * 6 + [429]
    # Whoever owns it still says what is missing, without it now and with it in an hour.
    assert client.post(address, {**data, "email": ""}, REMOTE_ADDR="198.51.100.7").status_code == 302
    time_machine.move_to(clock.now() + timedelta(hours=1, seconds=1), tick=False)
    assert client.post(address, data, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_one_account_reports_six_times_an_hour_wherever_it_is(client, time_machine, place):
    client.force_login(UserFactory())
    data = opened(client, time_machine)
    address = reverse("incubator:report_need")
    statuses = [client.post(address, data, REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(7)]
    assert statuses == [302] * 6 + [429]


@pytest.mark.parametrize("what", ["", "   ", "a" * 1501])
def test_a_need_that_says_nothing_or_too_much_is_refused(client, time_machine, place, what):
    assert send(client, {**opened(client, time_machine), "what": what}).status_code == 422


@pytest.mark.parametrize("what", ["🧺", "مرحبا بكم", "<script>alert(1)</script>", "a\x0bb", "m" * 60])
def test_any_words_are_kept_and_shown_as_words(client, time_machine, place, what):
    answer = send(client, {**opened(client, time_machine), "what": what})
    page = client.get(answer["Location"]).content.decode()
    assert "<script>alert(1)" not in page
    assert Need.objects.get().what == what.replace("\x0b", "")


def test_a_scout_has_an_address_of_their_own(client, time_machine, place):
    scout = IdeaScoutFactory(place=place, code="mediatheque")
    elsewhere = IdeaScoutFactory(code="ailleurs")
    for code in ("mediatheque", elsewhere.code, "%00"):
        query = f"?capteur={code}"
        send(client, opened(client, time_machine, query=query), query)
    assert [need.scout for need in Need.objects.order_by("pk").filter(scout__isnull=False)] == [scout]
    assert Need.objects.count() == 3


def test_nobody_opens_the_private_page_without_its_address(client, place):
    need = NeedFactory(place=place)
    for token in (str(need.pk), "faux", need_address(need).rstrip("/").rpartition("/")[2][:-1]):
        assert client.get(reverse("incubator:need", args=[token])).status_code == 404


def test_somebody_asks_to_be_forgotten_and_nothing_more_leaves(client, place, officer):
    need = report_need(place=place, what=WHAT, name="Odile", email="odile@caserne.example")
    address = need_address(need)
    assert client.get(address).status_code == 200
    need.refresh_from_db()
    assert need.email == "odile@caserne.example"
    client.post(address)
    need.refresh_from_db()
    assert (need.name, need.email, need.what) == ("", "", WHAT)
    assert Notice.objects.get().outcome == Outcome.CANCELLED
    read_need(need=need, actor=officer, status="heard")
    assert Notice.objects.count() == 1


def test_the_team_makes_an_idea_of_a_need_and_says_so(place, officer):
    need = report_need(place=place, what=WHAT, email="odile@caserne.example")
    read = read_need(need=need, actor=officer, status="joined", title="Une laverie", is_public=True)
    assert (read.idea.title, read.idea.summary, read.idea.lead) == ("Une laverie", WHAT, officer)
    again = report_need(place=place, what="Laver son linge.")
    assert read_need(need=again, actor=officer, status="joined", idea=read.idea).idea == read.idea
    assert read_need(need=need, actor=officer, status="joined", title="Une laverie").idea == read.idea
    assert Idea.objects.count() == 1
    notice = Notice.objects.get(kind="need.news")
    kind = kind_of("need.news")
    found = kind.find(notice.subject_id)
    assert kind.still_deserved(found, notice) is None
    context = kind.context(found, notice)
    for part in ("subject.txt", "txt", "html"):
        assert "Une laverie" in render_to_string(f"{kind.template}.{part}", context)


def test_saying_the_same_again_writes_to_nobody_twice(place, officer):
    need = report_need(place=place, what=WHAT, email="odile@caserne.example")
    for title in ("Une laverie", "Une laverie de quartier"):
        read_need(need=need, actor=officer, status="heard", title=title, is_public=True)
    assert Notice.objects.filter(kind="need.news").count() == 1


def test_a_need_set_aside_writes_to_nobody(place, officer):
    need = report_need(place=place, what="Achetez !", email="robot@caserne.example")
    read_need(need=need, actor=officer, status="discarded")
    assert Notice.objects.filter(kind="need.news").count() == 0


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"status": "received"}, "Choisissez ce que devient ce besoin."),
        ({"status": "heard", "is_public": True}, "Pour le montrer, donnez-lui un titre qui ne dise rien de son auteur."),
        ({"status": "discarded", "title": "Non", "is_public": True}, "Pour le montrer, donnez-lui un titre qui ne dise rien de son auteur."),
        ({"status": "answered"}, "Dites ce qui existe déjà, et où le trouver."),
        ({"status": "joined"}, "Donnez un titre : ce sera celui de l’idée."),
    ],
)  # fmt: skip
def test_what_the_team_must_say(place, officer, told, sentence):
    need = NeedFactory(place=place)
    with pytest.raises(Refused) as refusal:
        read_need(need=need, actor=officer, **told)
    assert refusal.value.message == sentence
    need.refresh_from_db()
    assert need.status == NeedStatus.RECEIVED


def test_a_need_joined_to_an_idea_stays_there(place, officer):
    idea = IdeaFactory(place=place)
    need = NeedFactory(place=place, status="joined", idea=idea)
    with pytest.raises(WrongState):
        read_need(need=need, actor=officer, status="heard")
    with pytest.raises(Refused):
        read_need(need=NeedFactory(place=place), actor=officer, status="joined", idea=IdeaFactory())


def test_only_the_team_of_the_place_reads_needs(place, officer):
    need = NeedFactory(place=place)
    stranger = UserFactory()
    for person in (stranger, given(published_call(stages=0), "manage_call")):
        with pytest.raises(NotAllowed):
            read_need(need=need, actor=person, status="heard")
        assert not Need.objects.visible_to(person).exists()
    assert Need.objects.visible_to(officer).get() == need


def test_the_database_itself_shows_nothing_unread(place):
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedFactory(place=place, is_public=True, title="Une laverie")


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_page_asks_the_same_of_the_database(client, place, count, django_assert_num_queries):
    for _ in range(count):
        NeedFactory(place=place, status="heard", title="Une laverie", is_public=True)
        idea = IdeaFactory(place=place, is_public=True)
        NeedFactory(place=place, status="joined", idea=idea, title="Laver", is_public=True)
    client.get(reverse("incubator:needs"))
    with django_assert_num_queries(4):
        page = client.get(reverse("incubator:needs")).content.decode()
    assert page.count("needs__item") == count
    assert page.count('<article class="call-card') == count


def test_an_idea_is_public_when_the_team_says_so_and_shows_only_what_was_chosen(client, place):
    idea = IdeaFactory(place=place)
    assert client.get(idea.get_absolute_url()).status_code == 404
    idea.is_public = True
    idea.save()
    NeedFactory(place=place, status="joined", idea=idea, what="Mme Martin, 3e gauche, lave à la main.")
    NeedFactory(place=place, status="joined", idea=idea, title="Laver son linge", is_public=True)
    page = client.get(idea.get_absolute_url()).content.decode()
    assert "Laver son linge" in page
    assert "Martin" not in page
    assert "2\xa0personnes l’ont signalé" in page
