"""A dossier as somebody walks through it: its steps, what is missing in each, and where to go next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from incubator import wording
from incubator.forms.pages import Flaw, PageForm, flaws, shown_keys
from incubator.forms.schema import Page
from incubator.guards import files_of
from incubator.models import Application
from incubator.services.writing import writable_keys
from vault.models import PrivateFile

REVIEW = "Relire et déposer"


@dataclass(frozen=True)
class Step:
    """One ring of the hose."""

    label: str
    href: str
    state: str
    note: str = ""


class Journey:
    """The steps of one dossier, read once per request."""

    def __init__(self, application: Application, here: str = "") -> None:
        self.application, self.here = application, here
        self.schema = application.form_version.form

    @cached_property
    def kept(self) -> dict[str, PrivateFile]:
        """The dossier's files, by number."""
        return files_of(self.application)

    @cached_property
    def pages(self) -> list[Page]:
        """The steps shown for these answers."""
        return [page for page, _ in self.schema.visible(self.application.answers)]

    @cached_property
    def flaws(self) -> dict[str, list[Flaw]]:
        """What is still wrong, by page."""
        found = defaultdict(list)
        for flaw in flaws(self.schema, self.application.answers, self.kept):
            found[flaw.page.slug].append(flaw)
        return dict(found)

    @property
    def page(self) -> Page | None:
        """The step where one stands; None on the last one, or where there is none."""
        return next((page for page in self.pages if page.slug == self.here), None)

    def is_visited(self, page: Page) -> bool:
        """Whether anything of the page was ever saved; before that, nobody is told what is missing."""
        return any(key in self.application.touched for key in page.keys)

    def form(self, answers: dict[str, Any] | None = None) -> PageForm:
        """The page one stands on, with what was stored or just posted."""
        if self.page is None:
            raise LookupError(self.here)
        given = self.application.answers if answers is None else answers
        return PageForm(
            self.page,
            given,
            shown=shown_keys(self.schema, given),
            kept=self.kept,
            judged=answers is not None or self.is_visited(self.page),
            writable=writable_keys(self.application),
        )

    @cached_property
    def steps(self) -> list[Step]:
        """Every step, then the last reading."""
        slugs = [page.slug for page in self.pages]
        standing = slugs.index(self.here) if self.here in slugs else len(slugs)
        steps = [
            Step(page.title, self.url(page), self._state(page, n - standing), self._note(page, n < standing))
            for n, page in enumerate(self.pages)
        ]
        href = self._reverse("review")
        return [*steps, Step(REVIEW, href, "current" if standing == len(slugs) else "ahead")]

    @property
    def position(self) -> str:
        """« étape 4 sur 7 »."""
        rank = next(n for n, step in enumerate(self.steps, 1) if step.state == "current")
        return f"étape {rank} sur {len(self.steps)}"

    @property
    def opens_with_section(self) -> bool:
        """Whether the page begins with an intertitle, which then stands for its own title on the screen."""
        return self.page is not None and bool(self.page.questions) and not self.page.questions[0].is_asked

    @property
    def before(self) -> Step | None:
        """The step one comes from."""
        return self._neighbour(-1)

    @property
    def after(self) -> Step | None:
        """The step one goes to."""
        return self._neighbour(1)

    @property
    def summary(self) -> list[Flaw]:
        """What is wrong on the page where one stands, once it was visited."""
        if self.page is None or not self.is_visited(self.page):
            return []
        return self.flaws.get(self.page.slug, [])

    @property
    def resume_at(self) -> str:
        """Where to take a dossier up again: the first step that misses something, else the last reading.

        What the team reopened comes before, for there nothing is missing and everything is asked.
        """
        page = self.reopened or next((page for page in self.pages if page.slug in self.flaws), None)
        return self.url(page) if page else self._reverse("review")

    @cached_property
    def reopened(self) -> Page | None:
        """The first step that holds an answer to complete, once the team asked for it."""
        if not self.application.changes_due_at:
            return None
        unlocked = set(writable_keys(self.application) or ())
        return next((page for page in self.pages if unlocked.intersection(page.keys)), None)

    @property
    def reopened_at(self) -> str:
        """Its address."""
        return self.url(self.reopened) if self.reopened else ""

    def url(self, page: Page) -> str:
        """The address of a step."""
        return self._reverse("page", slug=page.slug)

    def _neighbour(self, distance: int) -> Step | None:
        rank = next((n for n, step in enumerate(self.steps) if step.state == "current"), None)
        if rank is None or not 0 <= rank + distance < len(self.steps):
            return None
        return self.steps[rank + distance]

    def _state(self, page: Page, distance: int) -> str:
        """Having gone by a page is not having filled it."""
        if distance == 0:
            return "current"
        is_known = distance < 0 or self.is_visited(page)
        return "done" if is_known and page.slug not in self.flaws else "ahead"

    def _note(self, page: Page, is_behind: bool) -> str:
        count = len(self.flaws.get(page.slug, ()))
        if not count:
            return ""
        if not self.is_visited(page):
            return "à remplir" if is_behind else ""
        return wording.counted(count, "point à revoir", "points à revoir")

    def _reverse(self, name: str, **more: str) -> str:
        return reverse(f"incubator:{name}", kwargs={"pk": self.application.pk, **more})
