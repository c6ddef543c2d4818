"""Somebody who holds the meetings of one body, and runs nothing else of the house."""

import pytest
from django.urls import reverse

from meetings.models import BodyMember, Meeting
from people.models import User
from people.services import grant, revoke
from tests.factories.meetings import body, foreign_meeting, prepared
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def assembly():
    return body(UserFactory(name="Samir"), name="L’assemblée")


@pytest.fixture
def secretary(client, assembly) -> User:
    person = UserFactory(name="Odile")
    grant(user=person, permission="run_body", target=assembly, given_by=None)
    client.force_login(person)
    return person


def test_a_secretary_does_it_all_and_sees_nothing_else(client, secretary, assembly):
    organisation, ana = OrganisationFactory(), UserFactory(name="Ana")
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    prepared = client.post(
        reverse("meetings_prepare"),
        {"body": assembly.pk, "title": "Assemblée", "starts_at": "2027-04-01T18:00",
         "ends_at": "2027-04-01T20:00"},
    )  # fmt: skip
    meeting = Meeting.objects.get()
    assert (prepared.status_code, meeting.secretary) == (302, secretary)
    member = {"body": assembly.pk, "user": ana.pk, "organisation": organisation.pk, "has_vote": "on",
              "starts_on": "2026-01-01"}  # fmt: skip
    assert client.post(reverse("membres-des-instances:add"), member).status_code == 302
    assert BodyMember.objects.get().user == ana
    opened = {
        name: client.get(reverse(name, args=args)).status_code
        for name, *args in [
            ("meetings_hold", meeting.pk),
            ("meetings_signing_sheet", meeting.pk),
            ("meetings_minutes", meeting.pk),
            ("meetings:own_meeting", meeting.pk),
            ("rencontres:index",),
            ("instances:edit", assembly.pk),
            ("colleges:add",),
            ("people_rights",),
        ]
    }
    assert opened == dict.fromkeys(opened, 200)
    shut = {
        name: client.get(reverse(name, args=args)).status_code
        for name, *args in [
            ("meetings_hold", foreign_meeting().pk),
            ("instances:edit", foreign_meeting().body.pk),
            ("organisations:index",),
            ("persons:index",),
            ("places:index",),
        ]
    }
    refused = dict.fromkeys(("organisations:index", "persons:index", "places:index"), 403)
    assert shut == {"meetings_hold": 404, "instances:edit": 404, **refused}
    assert client.get(reverse("instances:add"))["Location"] == reverse("wagtailadmin_home")


def test_a_secretary_whose_right_is_taken_back_is_outside(client, secretary, assembly):
    meeting = prepared(assembly, secretary)
    revoke(user=secretary, permission="run_body", target=assembly, revoked_by=None)
    assert client.get(reverse("meetings_hold", args=[meeting.pk])).status_code == 403
