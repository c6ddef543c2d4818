"""Reading rights aloud: who may do what, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from people.grants import Grantable, grant_model_of, grantables
from people.models import User


@dataclass(frozen=True)
class Right:
    """One grant, as a sentence, with what is needed to take it back."""

    key: str
    sentence: str
    grant: Any

    @property
    def origin(self) -> str:
        """Who gave it, when, and through which membership."""
        giver = f"donné par {self.grant.given_by}" if self.grant.given_by else "donné à l’installation"
        through = f", au titre de {self.grant.membership.organisation}" if self.grant.membership else ""
        over = " (éteint : cette appartenance ne court pas aujourd’hui)" if self.is_over else ""
        return f"{giver} le {self.grant.given_at:%d/%m/%Y}{through}{over}"

    @property
    def is_over(self) -> bool:
        """Whether it came through a membership that does not hold today."""
        membership = self.grant.membership
        if membership is None:
            return False
        day = self.grant.user.today()
        return bool(membership.starts_on > day or (membership.ends_on and membership.ends_on < day))


def rights_seen_by(viewer: User) -> list[Right]:
    """Every grant on the objects that this person runs, in three queries per grantable model at most."""
    return [
        right for grantable in grantables() for right in _rights_on(grantable, grantable.given_by(viewer))
    ]


def _rights_on(grantable: Grantable, targets: QuerySet) -> Iterator[Right]:
    grants = (
        grant_model_of(grantable.model)
        ._default_manager.filter(content_object__in=targets)
        .select_related("user", "permission", "content_object", "given_by", "membership__organisation")
        .order_by("content_object", "user", "permission")
    )
    for grant in grants:
        sentence = grantable.sentences[grant.permission.codename]
        yield Right(
            key=f"{grantable.model._meta.label_lower}:{grant.pk}",
            sentence=sentence.format(person=grant.user, target=grant.content_object),
            grant=grant,
        )
