"""Reading grants: direct foreign-key permissions of django-guardian, never global ones."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, QuerySet
from guardian.utils import get_user_obj_perms_model

from people.models import User

_BACK_OFFICE: list[tuple[type[Model], frozenset[str]]] = []


def opens_back_office_with(model: type[Model], permissions: set[str]) -> None:
    """Say which grants on `model` let their holder into `/gestion/` (called when an app is ready)."""
    _BACK_OFFICE.append((model, frozenset(permissions)))


def granted[M: Model](user: User | AnonymousUser, permission: str, model: type[M]) -> QuerySet[M]:
    """The rows of `model` on which this active person holds `permission` by a grant.

    Administrators hold them all; inactive people and visitors hold none, whatever their rows say.
    """
    rows = model._default_manager.all()
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    if user.is_superuser:
        return rows
    grants = get_user_obj_perms_model(model)._default_manager.filter(
        content_object=OuterRef("pk"), user=user, permission__codename=permission
    )
    return rows.filter(Exists(grants))


def opens_back_office(user: User) -> bool:
    """Whether any grant of this person opens `/gestion/`; asked once per loaded user."""
    if not hasattr(user, "_opens_back_office"):
        user._opens_back_office = any(  # type: ignore[attr-defined]
            get_user_obj_perms_model(model)
            ._default_manager.filter(user=user, permission__codename__in=permissions)
            .exists()
            for model, permissions in _BACK_OFFICE
        )
    return bool(user._opens_back_office)  # type: ignore[attr-defined]
