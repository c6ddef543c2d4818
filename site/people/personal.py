"""What people holds of a person, and how long an account sleeps before it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from people.models import Contact, Departure, Grant, Invitation, Membership, Organisation, User
from privacy import holdings, retention
from privacy.holdings import Holding, Then, Trace
from privacy.services import erase, reasons_to_wait


def register() -> None:
    """Called by privacy once every application is ready."""
    register_holdings()
    register_grants()
    register_rules()
    register_contacts()


def register_holdings() -> None:
    """Say what accounts, organisations and rights hold."""
    holdings.register(
        Holding(
            key="people.memberships",
            label="Structures et adhésions",
            purpose="Savoir pour qui vous venez, et à qui appartiennent les réservations.",
            basis="contrat",
            kept="aussi longtemps que le compte ; les adhésions payées, dix ans (pièces comptables)",
            read_by="les responsables de vos structures, l’équipe du lieu",
            erased="Vos appartenances sont effacées. Les adhésions payées restent dix ans, sans votre nom : "
            "ce sont des pièces comptables.",
            traces=(
                Trace(
                    "people.Membership.user",
                    ("organisation__name", "role", "starts_on", "ends_on"),
                    Then.DELETE,
                ),
                Trace("people.Subscription.user", ("starts_on", "ends_on", "fee", "paid_on")),
                Trace("people.Cluster.contact", ("name",), Then.FORGET),
                Trace("people.Paper.added_by", (), Then.FORGET),
                Trace("people.Invitation.invited_by", (), Then.FORGET),
                Trace("people.Departure.opened_by", (), Then.FORGET),
                Trace("people.DepartureStep.done_by", (), Then.FORGET),
                Trace(
                    "people.ApiToken.user",
                    ("name", "scopes", "created_at", "expires_at", "last_used_at"),
                    Then.DELETE,
                ),
            ),
            blocks=lambda person: _alone_in_charge(person) or _last_administrator(person),
        )
    )


def register_grants() -> None:
    """Rights: one pair of traces per model of grants, whichever applications declare them."""
    traces = []
    for model in apps.get_models():
        if not issubclass(model, Grant):
            continue
        label = model._meta.label
        traces.append(Trace(f"{label}.user", ("permission__name", "given_at"), Then.DELETE))
        traces.append(Trace(f"{label}.given_by", (), Then.FORGET))
    holdings.register(
        Holding(
            key="people.grants",
            label="Droits",
            purpose="Vous ouvrir ce qui vous est confié, et savoir qui l’a décidé.",
            basis="intérêt légitime",
            kept="tant qu’ils servent",
            read_by="les personnes qui donnent ces droits",
            erased="Effacés.",
            traces=tuple(traces),
        )
    )


def register_rules() -> None:
    """Say how long an account sleeps."""
    retention.register(
        retention.Rule(
            key="people.accounts",
            label="Comptes",
            months=36,
            since="la dernière connexion",
            then="le nom, l’adresse et le téléphone sont effacés, les chiffres restent",
            stale=_asleep,
            let_go=_let_go,
            person=lambda user: user,
            describe=lambda _user: "votre compte",
            link=lambda _user: reverse("privacy:data"),
        )
    )
    retention.register(
        retention.Rule(
            key="people.invitations",
            label="Invitations à une structure",
            months=12,
            since="leur fin",
            then="l’adresse invitée est effacée avec l’invitation",
            stale=lambda limit: Invitation.objects.annotate(last_activity=F("expires_at")).filter(
                last_activity__lte=limit
            ),
            let_go=lambda invitation: invitation.delete(),
        )
    )


def register_contacts() -> None:
    """Say how long contacts without an account outlive the departure of their organisation."""
    retention.register(
        retention.Rule(
            key="people.contacts",
            label="Contacts sans compte d’une structure partie",
            months=24,
            since="la clôture du départ",
            then="le contact est effacé",
            stale=_contacts_left,
            let_go=lambda contact: contact.delete(),
        )
    )


def _asleep(limit: datetime) -> QuerySet:
    """Accounts that nobody opened; administrators and accounts already closed are not concerned."""
    rows = User.objects.filter(is_active=True, is_superuser=False).annotate(
        last_activity=Greatest(Coalesce("last_login", "date_joined"), "date_joined")
    )
    return rows.filter(last_activity__lte=limit)


def _let_go(user: User) -> bool:
    """An account on which something still depends waits for the next time."""
    if reasons_to_wait(user):
        return False
    erase(person=user, by=None)
    return True


def _last_administrator(user: Any) -> str | None:
    """The house must not be left without anybody to administer it."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        return "Vous êtes seule ou seul à administrer la maison : donnez ce rôle à quelqu’un d’autre, puis revenez."
    return None


def _contacts_left(limit: datetime) -> QuerySet:
    """Contacts of organisations that left, since the day of their departure."""
    left = Departure.objects.filter(organisation=OuterRef("organisation"), closed_at__isnull=False)
    rows = Contact.objects.filter(organisation__status=Organisation.Status.FORMER)
    last = Subquery(left.order_by("-closed_at").values("closed_at")[:1])
    return rows.annotate(last_activity=last).filter(last_activity__lte=limit)


def _alone_in_charge(user: Any) -> str | None:
    """An organisation must not be left without anybody to answer for it."""
    mine = Membership.objects.on(user.today()).filter(user=user, role=Membership.Role.ADMIN)
    for membership in mine.select_related("organisation"):
        organisation = membership.organisation
        others = Membership.objects.on(user.today()).filter(organisation=organisation).exclude(user=user)
        if others.exists() and not others.filter(role=Membership.Role.ADMIN).exists():
            return (
                f"Vous êtes seule ou seul responsable du compte de {organisation} : "
                "nommez une autre personne responsable, puis revenez."
            )
    return None
