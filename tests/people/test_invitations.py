import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

import clock
from people.errors import Refused
from people.invitation_links import invitation_address
from people.models import Invitation, Membership, User
from people.services import accept, invite, open_account, withdraw
from reminders.sweep import sweep
from tests.factories.people import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def couture():
    return OrganisationFactory(name="Les Petites Mains du Clain")


@pytest.fixture
def lucie(couture):
    return MembershipFactory(organisation=couture, user__name="Lucie Moreau", role="admin").user


@pytest.fixture
def invitation(couture, lucie):
    return invite(organisation=couture, email="Nadia@caserne.example", invited_by=lucie, role="treasurer")


@pytest.fixture
def link(invitation):
    return invitation_address(invitation).removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def nadia():
    return open_account(email="nadia@caserne.example", name="Nadia Belkacem")


def code_in(message) -> str:
    return re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", message.body, re.MULTILINE)[1]


def test_the_mail_carries_the_link(invitation, link):
    sweep()
    (message,) = mail.outbox
    assert (message.to, message.subject) == (
        ["nadia@caserne.example"],
        "Lucie Moreau vous invite à rejoindre Les Petites Mains du Clain",
    )
    assert link in message.body


@pytest.mark.parametrize("known", [False, True])
def test_it_works_for_a_person_with_an_account_and_without(client, couture, invitation, link, known):
    if known:
        open_account(email="nadia@caserne.example", name="Nadia Belkacem")
    before = len(mail.outbox)
    answer = client.post(link, {"name": "Nadia Belkacem"})
    assert answer.status_code == 302
    confirm = answer["Location"]
    assert confirm.startswith(reverse("account_confirm_login_code"))
    answer = client.post(confirm, {"code": code_in(mail.outbox[before]), "next": link})
    assert (answer.status_code, answer["Location"]) == (302, link)
    assert client.get(link).status_code == 200
    answer = client.post(link)
    assert (answer.status_code, answer["Location"]) == (302, reverse("people:structure", args=[couture.pk]))
    membership = Membership.objects.get(user__email="nadia@caserne.example")
    assert (membership.organisation, membership.role) == (couture, "treasurer")
    assert (membership.starts_on, membership.user.name) == (membership.user.today(), "Nadia Belkacem")


def test_opening_the_link_changes_nothing(client, invitation, link):
    assert client.get(link).status_code == 200
    assert not User.objects.filter(email="nadia@caserne.example").exists()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_it_serves_once(client, invitation, link, nadia):
    client.force_login(nadia)
    assert client.post(link).status_code == 302
    for answer in (client.get(link), client.post(link)):
        assert (answer.status_code, "Cette invitation a déjà servi." in answer.content.decode()) == (
            410,
            True,
        )
    assert Membership.objects.filter(user=nadia).count() == 1
    with pytest.raises(Refused, match="déjà servi"):
        accept(invitation=invitation, user=nadia)


def test_another_address_is_refused_and_told_so(client, invitation, link, nadia):
    other = open_account(email="paul@caserne.example", name="Paul")
    client.force_login(other)
    assert "Cette invitation est pour une autre adresse" in client.get(link).content.decode()
    answer = client.post(link)
    assert (answer.status_code, "a été envoyée à une autre adresse" in answer.content.decode()) == (403, True)
    assert not Membership.objects.filter(user=other).exists()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("expired", "Cette invitation n’est plus valable"),
        ("withdrawn", "Cette invitation a été reprise par la structure."),
        ("left", "Cette structure a quitté la maison."),
    ],
)
def test_what_no_longer_stands_says_why(client, couture, invitation, link, nadia, what, says, time_machine):
    if what == "expired":
        time_machine.move_to(invitation.expires_at + timedelta(seconds=1), tick=False)
    elif what == "withdrawn":
        withdraw(invitation=invitation)
    else:
        couture.status = "former"
        couture.save()
    for person in (None, nadia):
        if person:
            client.force_login(person)
        answer = client.post(link, {"name": "Nadia"})
        assert (answer.status_code, says in answer.content.decode()) == (410, True)
    assert not Membership.objects.filter(user=nadia).exists()
    sweep()
    assert mail.outbox == []


def test_a_link_that_nobody_wrote_does_not_exist(client, link):
    assert client.get(link[:-2] + "x/").status_code == 404


def test_inviting_again_replaces_the_link(couture, lucie, invitation):
    again = invite(organisation=couture, email="NADIA@caserne.example", invited_by=lucie)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None
    assert list(Invitation.objects.pending()) == [again]


def test_a_member_is_not_invited(couture, lucie):
    with pytest.raises(Refused) as refusal:
        invite(organisation=couture, email=lucie.email.upper(), invited_by=lucie)
    assert (refusal.value.field, refusal.value.message) == (
        "email",
        "Cette personne fait déjà partie de la structure.",
    )
    assert not Invitation.objects.exists()


def test_who_belonged_once_may_be_invited_back(couture, lucie, nadia):
    MembershipFactory(user=nadia, organisation=couture, ends_on=clock.now().date() - timedelta(days=3))
    back = invite(organisation=couture, email=nadia.email, invited_by=lucie)
    accept(invitation=back, user=nadia)
    assert Membership.objects.filter(user=nadia).count() == 2
