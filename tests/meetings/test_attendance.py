"""Who is called, who comes, who speaks for whom."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from meetings import services
from meetings.enums import MeetingStatus
from meetings.errors import AlreadyCalled, NobodyToCall, NotAllowed, ProxyRefused, WrongState
from meetings.models import Attendance
from meetings.quorum import quorum_of
from people.models import Subscription
from reminders.models import Notice
from tests.factories.meetings import body, prepared, room, sits
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def voices(found) -> tuple[int, int, int]:
    quorum = quorum_of(found.meeting)
    return quorum.needed, quorum.present, quorum.represented


def test_convening_calls_whoever_sits_on_that_day_and_writes_to_each_once():
    chair = UserFactory()
    assembly = body(chair)
    sits(assembly, "Ana")
    sits(assembly, "Bilal", ends_on=date(2027, 3, 17))
    sits(assembly, "Chloé", starts_on=date(2027, 3, 19))
    sits(assembly, "David", starts_on=date(2027, 3, 18), ends_on=date(2027, 3, 18))
    meeting = prepared(assembly, chair)

    services.convene(meeting=meeting, by=chair)
    services.convene(meeting=meeting, by=chair)

    assert meeting.status == MeetingStatus.CONVENED
    assert list(meeting.attendances.values_list("name", flat=True)) == ["Ana", "David"]
    kinds = Notice.objects.order_by("kind", "email").values_list("kind", flat=True)
    assert list(kinds) == ["meeting.convocation"] * 2 + ["meeting.reminder"] * 2


def test_whoever_joins_after_the_convocation_is_called_by_the_next_one():
    found = room(names=("Ana",))
    sits(found.meeting.body, "Bilal")
    services.convene(meeting=found.meeting, by=found.chair)
    assert found.presences() == {"Ana": "expected", "Bilal": "expected"}
    assert Notice.objects.filter(kind="meeting.convocation").count() == 2


def test_whoever_is_not_up_to_date_comes_without_a_voice():
    chair = UserFactory()
    assembly = body(chair, only_up_to_date=True)
    garden = OrganisationFactory(name="Le Jardin")
    ana, bilal = sits(assembly, "Ana"), sits(assembly, "Bilal")
    sits(assembly, "Chloé")
    sits(assembly, "David", has_vote=False)
    sits(assembly, "Elif", organisation=garden)
    paid = {"starts_on": date(2026, 3, 19), "fee": 10, "paid_on": date(2026, 4, 1)}
    Subscription.objects.create(user=ana.user, ends_on=date(2027, 3, 18), **paid)
    Subscription.objects.create(user=bilal.user, ends_on=date(2027, 3, 17), **paid)
    Subscription.objects.create(organisation=garden, ends_on=date(2027, 12, 31), **paid)
    meeting = prepared(assembly, chair)
    services.convene(meeting=meeting, by=chair)
    assert list(meeting.attendances.values_list("name", "votes", "why_no_vote")) == [
        ("Ana", True, ""),
        ("Bilal", False, "adhésion à renouveler"),
        ("Chloé", False, "adhésion à renouveler"),
        ("David", False, "siège sans voix"),
        ("Elif", True, ""),
    ]


def test_an_empty_sheet_calls_nobody():
    found = room(names=(), convene=False)
    with pytest.raises(NobodyToCall):
        services.convene(meeting=found.meeting, by=found.chair)
    found.meeting.refresh_from_db()
    assert (found.meeting.status, Notice.objects.count()) == (MeetingStatus.DRAFT, 0)


def test_only_whoever_holds_the_meeting_convenes():
    found = room(convene=False)
    with pytest.raises(NotAllowed):
        services.convene(meeting=found.meeting, by=UserFactory())


def test_a_person_answers_for_themselves_and_for_nobody_else():
    found = room()
    ana = found.row("Ana")
    services.answer(attendance=ana, by=ana.user, coming=True)
    with pytest.raises(NotAllowed):
        services.answer(attendance=found.row("Bilal"), by=ana.user, coming=False)
    assert found.presences() == {
        "Ana": "coming", "Bilal": "expected", "Chloé": "expected", "David": "expected", "Elif": "expected",
    }  # fmt: skip


def test_a_proxy_is_given_to_somebody_who_comes():
    found = room()
    ana, bilal = found.row("Ana"), found.row("Bilal")
    services.give_proxy(attendance=ana, holder=bilal, by=ana.user)
    found.come("Bilal", "Chloé")
    assert found.presences()["Ana"] == "represented"
    assert voices(found) == (3, 2, 1)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        ("excused", "Bilal ne sera pas dans la salle : choisissez une personne présente."),
        ("represented", "Bilal ne sera pas dans la salle : choisissez une personne présente."),
        ("voiceless", "Bilal n’a pas de voix : choisissez une personne qui vote."),
        ("full", "Bilal porte déjà 1 pouvoir, la limite est de 1 : choisissez une autre personne."),
    ],
)
def test_a_proxy_given_to_somebody_who_cannot_carry_it_is_refused(make, says):
    found = room()
    ana, bilal, chloe = found.row("Ana"), found.row("Bilal"), found.row("Chloé")
    if make == "excused":
        services.answer(attendance=bilal, by=bilal.user, coming=False)
    elif make == "represented":
        services.give_proxy(attendance=bilal, holder=chloe, by=bilal.user)
    elif make == "voiceless":
        Attendance.objects.filter(pk=bilal.pk).update(votes=False)
    else:
        services.give_proxy(attendance=chloe, holder=bilal, by=chloe.user)
    with pytest.raises(ProxyRefused) as refused:
        services.give_proxy(attendance=ana, holder=bilal, by=ana.user)
    assert (refused.value.message, refused.value.field) == (says, "holder")
    assert found.presences()["Ana"] == "expected"


def test_in_the_room_a_proxy_goes_only_to_somebody_who_is_there():
    found = room()
    found.open("Bilal", "Chloé", "David")
    with pytest.raises(ProxyRefused):
        services.give_proxy(attendance=found.row("Ana"), holder=found.row("Elif"), by=found.chair)
    services.leave(attendance=found.row("Bilal"), by=found.chair)
    with pytest.raises(ProxyRefused):
        services.give_proxy(attendance=found.row("Ana"), holder=found.row("Bilal"), by=found.chair)
    services.give_proxy(attendance=found.row("Ana"), holder=found.row("Chloé"), by=found.chair)
    assert voices(found) == (3, 2, 1)


def test_nobody_gives_a_proxy_to_themselves_or_to_another_meeting():
    found = room()
    ana = found.row("Ana")
    other = prepared(found.meeting.body, found.chair, title="Une autre")
    services.convene(meeting=other, by=found.chair)
    for holder in (ana, other.attendances.get(name="Bilal")):
        with pytest.raises(ProxyRefused) as refused:
            services.give_proxy(attendance=ana, holder=holder, by=ana.user)
        assert refused.value.message == "Choisissez une autre personne de la feuille."


def test_the_database_itself_refuses_a_proxy_held_by_somebody_absent():
    found = room()
    ana, bilal = found.row("Ana"), found.row("Bilal")
    services.give_proxy(attendance=ana, holder=bilal, by=ana.user)
    for change in ({"presence": "excused"}, {"presence": "absent"}, {"votes": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.filter(pk=bilal.pk).update(**change)
    services.answer(attendance=found.row("Chloé"), by=found.chair, coming=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.filter(pk=ana.pk).update(proxy_holder=found.row("Chloé"))


def test_whoever_excuses_themselves_gives_back_the_proxies_they_carried():
    found = room()
    ana, bilal = found.row("Ana"), found.row("Bilal")
    services.give_proxy(attendance=ana, holder=bilal, by=ana.user)
    services.answer(attendance=bilal, by=bilal.user, coming=False)
    assert (found.presences()["Ana"], found.presences()["Bilal"]) == ("expected", "excused")


def test_a_proxy_held_by_somebody_who_did_not_come_falls_at_the_opening():
    found = room(quorum_percent=20)
    ana = found.row("Ana")
    services.give_proxy(attendance=ana, holder=found.row("Bilal"), by=ana.user)
    found.open("Chloé")
    assert found.presences()["Ana"] == "excused"


def test_whoever_comes_after_all_takes_their_voice_back():
    found = room()
    ana = found.row("Ana")
    services.give_proxy(attendance=ana, holder=found.row("Bilal"), by=ana.user)
    found.come("Bilal", "Ana")
    assert voices(found) == (3, 2, 0)


def test_whoever_leaves_with_a_proxy_leaves_it_fall_or_hands_their_own_voice_over():
    found = room(proxies_per_holder=2)
    ana = found.row("Ana")
    services.give_proxy(attendance=ana, holder=found.row("Bilal"), by=ana.user)
    found.open("Bilal", "Chloé", "David")
    services.leave(attendance=found.row("Bilal"), by=found.chair, proxy_to=found.row("Chloé"))
    assert (found.presences()["Ana"], found.presences()["Bilal"]) == ("excused", "represented")
    assert voices(found) == (3, 2, 1)


def test_the_answer_closes_when_the_meeting_opens():
    found = room()
    found.open("Bilal", "Chloé", "David")
    ana = found.row("Ana")
    with pytest.raises(WrongState):
        services.answer(attendance=ana, by=ana.user, coming=True)


def test_somebody_without_an_account_is_called_by_their_address():
    found = room(names=("Ana",), convene=False)
    garden = OrganisationFactory(name="Le Jardin")
    facts = {"name": "Zoé Martin", "email": "zoe@jardin.example", "organisation": garden}
    services.call(meeting=found.meeting, by=found.chair, **facts)
    with pytest.raises(AlreadyCalled):
        services.call(meeting=found.meeting, by=found.chair, **facts)
    services.convene(meeting=found.meeting, by=found.chair)
    assert Notice.objects.filter(kind="meeting.convocation", email="zoe@jardin.example").count() == 1


def test_moving_a_meeting_tells_everybody_and_cancelling_it_reminds_nobody():
    found = room(names=("Ana",))
    meeting = found.meeting
    services.reschedule(
        meeting=meeting, by=found.chair, starts_at=meeting.starts_at.replace(day=25),
        ends_at=meeting.ends_at.replace(day=25), where="Salle de garde",
    )  # fmt: skip
    services.cancel(meeting=meeting, by=found.chair, reason="Le chauffage est en panne.")
    assert list(Notice.objects.order_by("kind", "pk").values_list("kind", "outcome")) == [
        ("meeting.cancelled", "waiting"),
        ("meeting.convocation", "cancelled"),
        ("meeting.moved", "cancelled"),
        ("meeting.reminder", "cancelled"),
        ("meeting.reminder", "cancelled"),
    ]
