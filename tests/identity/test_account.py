"""The account's doors and mails, in our own words."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def lucie():
    user = User.objects.create_user(email="lucie@caserne.example", password="les-petites-mains", name="Lucie")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_login", "Se connecter"),
        ("account_signup", "Créer un compte"),
        ("account_request_login_code", "Recevoir un code"),
        ("account_reset_password", "Mot de passe oublié"),
    ],
)
def test_doors_open_to_anybody(client, name, title):
    page = client.get(reverse(name)).content.decode()
    assert f"<title>{title}</title>" in page
    assert f'<h1 class="entrance__title">{title}</h1>' in page


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_email", "Adresses de courriel"),
        ("account_change_password", "Changer de mot de passe"),
        ("mfa_index", "Double vérification"),
        ("usersessions_list", "Appareils connectés"),
        ("account_logout", "Se déconnecter"),
    ],
)
def test_rooms_of_the_account(client, lucie, name, title):
    client.force_login(lucie)
    page = client.get(reverse(name)).content.decode()
    assert f'<h1 class="entrance__title">{title}</h1>' in page
    assert '<nav aria-label="Votre compte">' in page


@pytest.mark.parametrize("demo", [True, False])
def test_demonstration_accounts_are_shown_in_the_demonstration_only(client, settings, demo):
    settings.DEMO = demo
    assert ("caserne-demo" in client.get(reverse("account_login")).content.decode()) is demo


def test_a_wrong_password_is_said_at_the_top(client, lucie):
    page = client.post(
        reverse("account_login"), {"login": lucie.email, "password": "oublié"}
    ).content.decode()
    assert 'class="message message--refusal error-summary" role="alert"' in page


def test_the_code_comes_by_a_plain_mail(client, lucie):
    client.post(reverse("account_request_login_code"), {"email": lucie.email})
    assert [letter.subject for letter in mail.outbox] == ["Votre code pour entrer"]
    assert mail.outbox[0].body.startswith("Bonjour,\n\nVoici le code à recopier")
    page = client.get(reverse("account_confirm_login_code")).content.decode()
    assert "<strong>lucie@caserne.example</strong>" in page


def test_a_changed_password_is_told_with_where_it_came_from(client, lucie):
    client.force_login(lucie)
    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": "les-petites-mains",
            "password1": "la-clef-de-douze",
            "password2": "la-clef-de-douze",
        },
        headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"},
    )
    assert mail.outbox[-1].subject == "Votre mot de passe a changé"
    assert "(Firefox sur Linux)" in mail.outbox[-1].body
    assert "&#x27;" not in mail.outbox[-1].body
