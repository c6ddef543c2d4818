"""Why may somebody, why may they not: each application says by which ways its policies open an object.

The policy answers; the ways say how. A way is one branch of the policy, asked of the same grants, memberships
and rows. Where they disagree, the page says what the policy says: a test holds that they never do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import Resolver404, resolve

from people.access import Visitor
from people.grants import grant_model_of, granted
from people.models import Membership, User
from people.rights import Right


@dataclass(frozen=True)
class Evidence:
    """Whether a person has a way to an object, and what says so: grants, memberships, or what was lost."""

    holds: bool
    said: Sequence[str] = ()


@dataclass(frozen=True)
class Way:
    """One way to be allowed something. `needs` says what it takes, for this object."""

    needs: Callable[[Any], str]
    of: Callable[[User, Any], Evidence]


@dataclass(frozen=True)
class Deed:
    """Something done to an object. `may` is its policy; `unless` says what stops even those who have a way."""

    label: str
    may: Callable[[Visitor, Any], bool]
    ways: Sequence[Way]
    unless: Callable[[User, Any], str | None] = lambda _person, _target: None
    # What everyone may, signed in or not: a closed account takes nothing away.
    is_public: bool = False
    # What administrators may do too, without being given anything.
    is_administered: bool = True


@dataclass(frozen=True)
class Explained:
    """What can be asked of one kind of object.

    `seen` gives the object of a page to those who may ask about it, from what its address carries; `pages` are
    the names of these addresses.
    """

    model: type[Model]
    label: str
    seen: Callable[[User, Mapping[str, Any]], Model | None]
    pages: frozenset[str]
    deeds: Sequence[Deed]


@dataclass(frozen=True)
class Answer:
    """One deed: whether this person may, what stops them, and every way with what is had of it."""

    deed: str
    may: bool
    stopped: str | None
    ways: Sequence[tuple[str, Evidence]]

    @property
    def had(self) -> list[tuple[str, Evidence]]:
        """The ways that this person has."""
        return [way for way in self.ways if way[1].holds]

    @property
    def lacking(self) -> list[tuple[str, Evidence]]:
        """The ways that they do not have: any of them would do."""
        return [way for way in self.ways if not way[1].holds]

    @property
    def is_told(self) -> bool:
        """Whether the ways say the same as the policy."""
        return self.may == (bool(self.had) and self.stopped is None)


_EXPLAINED: dict[str, Explained] = {}


def register(explained: Explained) -> None:
    """Answer for one kind of object; called by its application when it is ready."""
    _EXPLAINED[explained.model._meta.label_lower] = explained


def explained_of(model: type[Model] | Model) -> Explained | None:
    """What can be asked of an object."""
    return _EXPLAINED.get(model._meta.label_lower)


def everything_explained() -> list[Explained]:
    """Every kind, in the order of registration."""
    return list(_EXPLAINED.values())


def behind(address: str, asker: User) -> Model | None:
    """The object of a page of the house, for those who may ask about it; None for anything else."""
    path = address.strip().split("#")[0].split("?")[0]
    if "://" in path:
        path = "/" + path.split("://", 1)[1].partition("/")[2]
    try:
        match = resolve(path)
    except Resolver404:
        return None
    carried = match.kwargs or ({"pk": match.args[0]} if match.args else {})
    for explained in _EXPLAINED.values():
        if match.view_name in explained.pages:
            return explained.seen(asker, carried)
    return None


def answers(person: User, target: Model) -> list[Answer]:
    """Every deed of an object, for one person."""
    explained = explained_of(target)
    return [_answer(deed, person, target) for deed in explained.deeds] if explained else []


def _answer(deed: Deed, person: User, target: Model) -> Answer:
    ways = [
        (way.needs(target), way.of(person, target))
        for way in (*deed.ways, *([ADMINISTRATOR] if deed.is_administered else []))
    ]
    stopped = deed.unless(person, target)
    if not person.is_active and not deed.is_public:
        stopped = "Son compte est désactivé : il n’ouvre rien, quels que soient ses droits."
    return Answer(deed.label, deed.may(person, target), stopped, ways)


ADMINISTRATOR = Way(
    needs=lambda _target: "administrer toute l’installation",
    of=lambda person, _target: Evidence(person.is_superuser),
)


def by_fact(needs: str, test: Callable[[User, Any], bool]) -> Way:
    """A way that a row of the object says: « l’avoir faite »."""
    return Way(lambda _target: needs, lambda person, target: Evidence(test(person, target)))


def by_grant(
    permission: str, model: type[Model], on: Callable[[Any], Iterable[Model]], needs: str = ""
) -> Way:
    """A way that somebody gives: the permission on one of the objects that `on` finds behind the target.

    `needs` reads « valider {target} ».
    """

    def found(target: Any) -> list[Model]:
        return list(on(target))

    def evidence(person: User, target: Any) -> Evidence:
        objects = found(target)
        behind = {row.pk for row in objects}
        said = [
            Right("", "", row).origin
            for row in _given(person, model)
            if row.permission.codename == permission and row.content_object_id in behind
        ]
        # Administrators hold every permission without a row: their own way says it. Others hold none without one.
        holds = (
            bool(said)
            and not person.is_superuser
            and granted(person, permission, model).filter(pk__in=behind).exists()
        )
        return Evidence(holds, said)

    def needed(target: Any) -> str:
        return needs.format(target=" ou ".join(str(row) for row in found(target)) or "…")

    return Way(needed, evidence)


def _given(person: User, model: type[Model]) -> list[Any]:
    """What a person was given on objects of one kind, whatever it is worth today; asked once per loaded user."""
    known = person.__dict__.setdefault("_given_grants", {})
    if model not in known:
        known[model] = list(
            grant_model_of(model)
            ._default_manager.filter(user=person)
            .select_related("user", "permission", "given_by", "membership__organisation")
            .order_by("content_object")
        )
    rows: list[Any] = known[model]
    return rows


def by_membership(organisation: Callable[[Any], Any], *, responsible: bool = False) -> Way:
    """A way that belonging to an organisation opens, while it lasts; to be responsible for it, if it takes that."""

    def evidence(person: User, target: Any) -> Evidence:
        rows = Membership.objects.filter(user=person, organisation=organisation(target)).order_by("starts_on")
        if responsible:
            rows = rows.filter(role=Membership.Role.ADMIN)
        holds = organisation(target) is not None and rows.on(person.today()).exists()
        return Evidence(holds, [_membership(row) for row in rows] if organisation(target) else [])

    def needed(target: Any) -> str:
        name = organisation(target) or "la structure (il n’y en a pas)"
        return f"être responsable de {name}" if responsible else f"faire partie de {name}"

    return Way(needed, evidence)


def _membership(row: Membership) -> str:
    role = row.get_role_display()
    if row.ends_on is None:
        return f"{role} depuis le {row.starts_on:%d/%m/%Y}"
    return f"{role} du {row.starts_on:%d/%m/%Y} au {row.ends_on:%d/%m/%Y}"
