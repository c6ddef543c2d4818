from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, StringAgg, Subquery, TextField, Value
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from people.access import Visitor

KEEP = "people.keep_people"


def keeps_people(user: Visitor) -> bool:
    """Whether this person keeps the register: managers of a place, administrators."""
    return user.is_authenticated and user.is_active and user.has_perm(KEEP)


class UserQuerySet(models.QuerySet):
    """People with an account."""

    def in_register(self, viewer: Visitor) -> Self:
        """Everyone for whoever keeps the register, oneself for the others, with their organisations said."""
        from people.models import Membership

        if viewer.is_anonymous or not viewer.is_active:
            return self.none()
        rows = self if keeps_people(viewer) else self.filter(pk=viewer.pk)
        theirs = Membership.objects.on(viewer.today()).filter(user=OuterRef("pk")).order_by().values("user")
        names = theirs.annotate(
            names=StringAgg("organisation__name", Value(", "), order_by="organisation__name")
        )
        return rows.annotate(
            organisations_said=Coalesce(Subquery(names.values("names")), Value(""), output_field=TextField())
        )


class OrganisationQuerySet(models.QuerySet):
    """Organisations, as people may see them."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the person; all of them for whoever keeps the register."""
        if user.is_anonymous or not user.is_active:
            return self.none()
        if keeps_people(user):
            return self
        return self.filter(pk__in=user.active_memberships().values("organisation"))

    def changeable_by(self, user: Visitor) -> Self:
        """All of them for whoever keeps the register."""
        return self.all() if keeps_people(user) else self.none()

    def administered_by(self, user: Visitor) -> Self:
        """Those whose account this person is responsible for, today."""
        if user.is_anonymous or not user.is_active:
            return self.none()
        return self.filter(pk__in=user.active_memberships().filter(role="admin").values("organisation"))

    def run_by(self, user: Visitor) -> Self:
        """Those of which this person may change members, papers and directory entry."""
        return self.all() if keeps_people(user) else self.administered_by(user)

    def in_directory(self) -> Self:
        """Those which chose to appear in the public directory, and are still here."""
        return self.filter(in_directory=True).exclude(status="former")

    def insured_on(self, day: date) -> Self:
        """Those whose insurance, as deposited here, covers that day."""
        from people.models import Paper

        covering = Paper.objects.insurance().valid_on(day).filter(organisation=OuterRef("pk"))
        return self.filter(Exists(covering))

    def up_to_date_on(self, day: date) -> Self:
        """Those whose membership fee is paid, or free, on that day."""
        from people.models import Subscription

        settled = Subscription.objects.on(day).paid().filter(organisation=OuterRef("pk"))
        return self.filter(Exists(settled))


class _OfOrganisation(models.QuerySet):
    """Rows of an organisation."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the organisations one is responsible for; all of them for whoever keeps the register."""
        from people.models import Organisation

        if keeps_people(user):
            return self
        return self.filter(organisation__in=Organisation.objects.administered_by(user))

    def changeable_by(self, user: Visitor) -> Self:
        """All that one sees."""
        return self.visible_to(user)


class ContactQuerySet(_OfOrganisation):
    """People without an account."""


class PaperQuerySet(_OfOrganisation):
    """Documents of organisations by what they are and when they hold."""

    def insurance(self) -> Self:
        """Insurance certificates."""
        return self.filter(kind="insurance")

    def valid_on(self, day: date) -> Self:
        """Those good on that day, both ends included; one without a date is good on that side for ever."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        )


class InvitationQuerySet(_OfOrganisation):
    """Invitations to join an organisation."""

    def pending(self) -> Self:
        """Neither accepted nor withdrawn; some may have expired."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class MembershipQuerySet(models.QuerySet):
    """Memberships by date."""

    def on(self, day: date) -> Self:
        """Those in force on that day, both ends included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def visible_to(self, user: Visitor) -> Self:
        """One's own, those of the organisations one is responsible for; all for whoever keeps the register."""
        from people.models import Organisation

        if user.is_anonymous or not user.is_active:
            return self.none()
        if keeps_people(user):
            return self
        return self.filter(Q(user=user) | Q(organisation__in=Organisation.objects.administered_by(user)))

    def changeable_by(self, user: Visitor) -> Self:
        """Those of the organisations one is responsible for; all for whoever keeps the register."""
        from people.models import Organisation

        if keeps_people(user):
            return self
        return self.filter(organisation__in=Organisation.objects.administered_by(user))


class SubscriptionQuerySet(models.QuerySet):
    """Memberships of the house (adhésions) by date and payment."""

    def on(self, day: date) -> Self:
        """Those in force on that day, both ends included."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def paid(self) -> Self:
        """Those on which nothing is left to pay."""
        return self.filter(Q(paid_on__isnull=False) | Q(fee=0))

    def unpaid(self) -> Self:
        """Those on which something is left to pay."""
        return self.filter(paid_on__isnull=True, fee__gt=0)

    def visible_to(self, user: Visitor) -> Self:
        """One's own, those of one's organisations as responsible; all for whoever keeps the register."""
        from people.models import Organisation

        if user.is_anonymous or not user.is_active:
            return self.none()
        if keeps_people(user):
            return self
        return self.filter(Q(user=user) | Q(organisation__in=Organisation.objects.administered_by(user)))

    def changeable_by(self, user: Visitor) -> Self:
        """All of them for whoever keeps the register."""
        return self.all() if keeps_people(user) else self.none()
