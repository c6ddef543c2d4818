"""Reading grants: direct foreign-key permissions of django-guardian, never global ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, QuerySet
from guardian.utils import get_user_obj_perms_model

from people.models import User
from people.written_once import Written, written_once


@dataclass(frozen=True)
class Grantable:
    """A model whose objects can be opened to people, one permission at a time.

    `sentences` reads each permission aloud ("{person} peut gérer {target}"); `back_office` names those
    that let their holder into `/gestion/`, `register` those that entrust them with the register of people and
    organisations; `given_by` lists the objects on which a person may give them.
    """

    model: type[Model]
    sentences: Mapping[str, str]
    back_office: frozenset[str]
    given_by: Callable[[User | AnonymousUser], QuerySet]
    register: frozenset[str] = frozenset()


_GRANTABLES: dict[str, Grantable] = {}


def register(grantable: Grantable) -> None:
    """Make a model's objects grantable; called by its application when it is ready."""
    _GRANTABLES[grantable.model._meta.label_lower] = grantable


def grantables() -> list[Grantable]:
    """Every grantable model, in the order of registration."""
    return list(_GRANTABLES.values())


def grant_model_of(model: type[Model] | Model) -> Any:
    """The subclass of Grant whose rows open the objects of `model`."""
    return get_user_obj_perms_model(cast("Any", model))


def granted[M: Model](user: User | AnonymousUser, permission: str, model: type[M]) -> QuerySet[M]:
    """The rows of `model` on which this active person holds `permission` by a grant.

    Administrators hold them all; inactive people and visitors hold none, whatever their rows say. A grant
    that came through a membership holds while that membership does.
    """
    rows = model._default_manager.all()
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    if user.is_superuser:
        return rows
    grants = _grants(user.pk, user.today(), permission, model)
    return rows.filter(Exists(grants.filter(content_object=OuterRef("pk"))))


def held(user: User | AnonymousUser, permission: str, model: type[Model]) -> QuerySet | Written:
    """The ids of the same rows, for conditions on what points at them: `Q(place__in=held(user, …, Place))`."""
    if not user.is_authenticated or not user.is_active or user.is_superuser:
        return granted(user, permission, model).values("pk")
    return _held(user.pk, user.today(), permission, model)


@written_once
def _held(person: int, day: date, permission: str, model: type[Model]) -> QuerySet:
    return _grants(person, day, permission, model).values("content_object")


def holding(permission: str, model: Any, pks: list[int]) -> list[User]:
    """Active people who hold a permission on one of these objects."""
    grants = (
        grant_model_of(model)
        ._default_manager.in_force()
        .filter(permission__codename=permission, content_object__in=pks)
    )
    return list(User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("pk"))


def _grants(person: int, day: date, permission: str, model: type[Model]) -> QuerySet:
    manager = grant_model_of(model)._default_manager
    found: QuerySet = manager.in_force(day).filter(user=person, permission__codename=permission)
    return found


def opens_back_office(user: User) -> bool:
    """Whether any grant of this person opens `/gestion/`; asked once per loaded user."""
    return _holds_any(user, "back_office")


def opens_register(user: User) -> bool:
    """Whether any grant of this person entrusts them with the register; asked once per loaded user."""
    return _holds_any(user, "register")


def _holds_any(user: User, family: str) -> bool:
    known = user.__dict__.setdefault("_grant_families", {})
    if family not in known:
        known[family] = any(
            grant_model_of(grantable.model)
            ._default_manager.filter(user=user, permission__codename__in=getattr(grantable, family))
            .in_force()
            .exists()
            for grantable in grantables()
            if getattr(grantable, family)
        )
    return bool(known[family])
