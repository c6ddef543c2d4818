"""Every address that the project answers to, as its URL configuration says it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Others' applications, walked by prefix: they decide access themselves, and we check that they do.
FOREIGN = ("compte/", "gestion/", "documents/")


def walk(patterns: list, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield (route, pattern) for every leaf of a URL configuration."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry.url_patterns, route)
        else:
            yield route, entry


def all_routes() -> dict[str, URLPattern]:
    """Every route of the project, ours and others'."""
    found: dict[str, URLPattern] = {}
    for route, pattern in walk(get_resolver().url_patterns):
        # The first to match answers; what comes after it under the same address is never reached.
        found.setdefault(route, pattern)
    return found


def our_routes() -> dict[str, URLPattern]:
    """Routes that our own code answers, and that the table must list one by one."""
    return {
        route: pattern
        for route, pattern in all_routes().items()
        if not route.startswith(FOREIGN) and not view_module(pattern).startswith("wagtail.")
    }


def our_back_office_routes() -> dict[str, URLPattern]:
    """Routes under /gestion/ that our own code answers."""
    return {
        route: pattern
        for route, pattern in all_routes().items()
        if route.startswith("gestion/") and not view_module(pattern).startswith(("wagtail.", "django.views"))
    }


def view_module(pattern: URLPattern) -> str:
    """The module in which the view was written, class-based or not."""
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return getattr(view, "__module__", "")
