"""Which objects of the demo stand behind the parameters of each address."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern


@dataclass
class Targets:
    """Values for the parameters of routes, by the route that takes them."""

    values: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def paths(self, route: str, pattern: URLPattern) -> Iterator[str]:
        """The concrete addresses of one route."""
        if not pattern.pattern.converters and "(?P" not in route:
            yield "/" + route
            return
        for values in self.values[route]:
            path = "/" + route.removeprefix("^").removesuffix("$")
            for name, value in values.items():
                for kind in ("uuid", "slug", "str", "int", "path"):
                    path = path.replace(f"<{kind}:{name}>", str(value))
                path = path.replace(f"(?P<{name}>.*)", str(value))
            yield path


def targets_of() -> Targets:
    """The objects of the demo, as read once it is loaded."""
    return Targets(
        {
            "^media/(?P<path>.*)$": [{"path": "rien.png"}],
            "notifications/<int:pk>/": [{"pk": 999_999_999}],
            "rappels/desinscription/<str:token>/": [{"token": "signature-cassee"}],
        }
    )
