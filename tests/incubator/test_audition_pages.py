"""Auditions through their pages: the team's, the projector's, the holder's."""

import pytest
from django.urls import reverse

from incubator.models import Audition, AuditionDay
from incubator.services import convoke, seat, spread
from reminders.typography import unbroken
from tests.factories.incubator import given, published_call
from tests.factories.people import UserFactory
from tests.factories.spaces import SpaceFactory
from tests.incubator.hearing import AFTERNOON, a_day, dossiers, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def stage(call):
    return call.stages.first()


@pytest.fixture
def officer(call):
    return given(call, "handle_call")


@pytest.fixture
def room(call):
    return SpaceFactory(place=call.place, name="Salle du Clain", is_bookable=True)


def answer(client, path, **data):
    return client.post(path, data, follow=True)


def test_the_team_goes_from_an_empty_page_to_convocations(client, call, stage, officer, room):
    dossiers(call, 2)
    client.force_login(officer)
    page = reverse("incubator_auditions", args=[call.pk]) + f"?etape={stage.pk}"
    assert "Aucune séance" in client.get(page).text
    typed = {"quand": "2027-01-14T14:00", "minutes": "20", "creneaux": "3", "salle": "", "ou": ""}
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "Dites où l’on est entendu" in refused.text
    assert client.post(page, {**typed, "salle": room.pk}).status_code == 302
    assert client.post(page, {**typed, "salle": room.pk}).status_code == 422
    day = AuditionDay.objects.get()
    assert day.starts_at == AFTERNOON
    deed = lambda name: reverse("incubator_auditions_act", args=[call.pk, stage.pk, name])
    assert "2\xa0dossiers placés" in answer(client, deed("repartir")).text
    read = client.get(page + "&courriels=1").text
    assert read.count('class="letter__to"') == 2
    assert sent() == []
    assert "2\xa0convocations partent" in answer(client, deed("convoquer")).text
    assert len(sent()) == 2
    audition = Audition.objects.get(position=0)
    placed = answer(client, deed("placer"), dossier=audition.application_id, creneau=f"{day.pk}-2")
    assert "a son créneau" in placed.text
    assert "Choisissez un dossier" in answer(client, deed("placer"), dossier="", creneau="x").text
    assert "est libre" in answer(client, deed("liberer"), audition=audition.pk).text
    assert client.post(deed("rien")).status_code == 404
    assert client.post(deed("liberer"), {"audition": "x"}).status_code == 404
    change = reverse("incubator_audition_day", args=[day.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {**typed, "ou": "Ailleurs", "creneaux": "1"}).status_code == 422
    assert client.post(change, {**typed, "ou": "Ailleurs"}).status_code == 302
    assert "annulée" in answer(client, change, annuler="1").text
    assert not AuditionDay.objects.exists()


def test_the_order_prints_and_the_projector_shows_it(client, call, stage, officer):
    (dossier,) = dossiers(call, 1)
    day = a_day(stage, officer)
    seat(application=dossier, day=day, position=1, by=officer)
    client.force_login(officer)
    printed = client.get(reverse("incubator_running_order", args=[day.pk]))
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    shown = client.get(reverse("incubator_timer", args=[day.pk]))
    assert '<audition-timer minutes="20">' in shown.text
    assert f'data-who="{dossier.number} Projet 1"' in shown.text
    assert "unsafe-inline" not in shown["Content-Security-Policy"]


def test_another_team_finds_none_of_it(client, call, stage, officer):
    day = a_day(stage, officer)
    client.force_login(given(published_call(), "manage_call"))
    paths = [
        reverse("incubator_auditions", args=[call.pk]),
        *(
            reverse(name, args=[day.pk])
            for name in ("incubator_audition_day", "incubator_running_order", "incubator_timer")
        ),
    ]
    assert [client.get(path).status_code for path in paths] == [404] * 4
    act = reverse("incubator_auditions_act", args=[call.pk, stage.pk, "repartir"])
    assert client.post(act).status_code == 404


def test_the_holder_answers_on_their_page(client, call, stage, officer):
    (dossier,) = dossiers(call, 1)
    seat(application=dossier, day=a_day(stage, officer), position=0, by=officer)
    page = reverse("incubator:audition", args=[dossier.pk])
    client.force_login(dossier.owner)
    assert client.get(page).status_code == 404
    convoke(stage=stage, by=officer)
    assert unbroken("Jeudi 14 janvier 2027, 14\xa0h</strong>") in client.get(page).text
    assert "Votre audition a lieu le" in client.get(dossier.get_absolute_url()).text
    assert "Votre présence est confirmée" in answer(client, page, reponse="oui").text
    long = "x" * 501
    refused = client.post(page, {"reponse": "non", "pourquoi": long})
    assert refused.status_code == 422
    assert long in refused.text
    assert "Vous avez demandé un autre créneau" in answer(client, page, reponse="non", pourquoi="Lundi").text
    calendar = client.get(reverse("incubator:audition_calendar", args=[dossier.pk]))
    assert calendar["Content-Type"] == "text/calendar; charset=utf-8"
    client.force_login(UserFactory())
    assert client.get(page).status_code == 404
    assert client.get(reverse("incubator:audition_calendar", args=[dossier.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_agenda_costs_the_same_however_many_are_heard(
    client, call, stage, officer, count, django_assert_num_queries
):
    dossiers(call, count)
    a_day(stage, officer, count=4)
    spread(stage=stage, by=officer)
    client.force_login(officer)
    page = reverse("incubator_auditions", args=[call.pk]) + f"?etape={stage.pk}"
    client.get(page)
    with django_assert_num_queries(39):
        client.get(page)
