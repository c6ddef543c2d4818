"""The grids of the stages, in the back office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from backoffice.viewsets import ScopedViewSet
from incubator import policies
from incubator.models import Call, Criterion, Stage


class CriterionViewSet(ScopedViewSet):
    """What each stage marks, with its weight and its thresholds. Readings that are in keep theirs."""

    model = Criterion
    name = "criteria"
    url_prefix = "grilles"
    policy = policies.handles_a_call
    icon = "list-ol"
    menu_hook = "register_incubator_menu_item"
    menu_label = _("Grilles de lecture")
    menu_order = 300
    list_display = ("name", "stage", "weight", "maximum", "threshold", "tie_break", "is_in_use")
    list_filter = ("stage",)
    ordering = ("stage", "position", "pk")
    edit_handler = ObjectList(
        [
            FieldPanel("stage"),
            FieldPanel("name"),
            FieldPanel("help_text"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("minimum"), FieldPanel("maximum"), FieldPanel("weight")]),
                    FieldRowPanel([FieldPanel("threshold"), FieldPanel("tie_break"), FieldPanel("position")]),
                ],
                heading=_("La note"),
            ),
            FieldPanel("is_in_use"),
        ]
    )

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the calls one handles, with the call that each belongs to."""
        return Criterion.objects.visible_to(user).select_related("stage__call")

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """A criterion is added to a stage of a call that one manages."""
        return {"stage": Stage.objects.filter(call__in=Call.objects.managed_by(user)).select_related("call")}
