from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from people.models import Cluster, Contact, Membership, Organisation, Paper, Subscription, User


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@caserne.example")
    name = factory.Sequence(lambda n: f"Personne {n}")


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Structure {n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    starts_on = date(2020, 1, 1)


class ClusterFactory(DjangoModelFactory):
    class Meta:
        model = Cluster

    letter = factory.Sequence(lambda n: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n % 26])
    name = factory.Sequence(lambda n: f"Pôle {n}")


class InsuranceFactory(DjangoModelFactory):
    class Meta:
        model = Paper

    organisation = factory.SubFactory(OrganisationFactory)
    kind = Paper.Kind.INSURANCE
    valid_from = date(2026, 1, 1)
    valid_until = date(2026, 12, 31)


class SubscriptionFactory(DjangoModelFactory):
    class Meta:
        model = Subscription

    organisation = factory.SubFactory(OrganisationFactory)
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)
    fee = Decimal(30)


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Contact {n}")
