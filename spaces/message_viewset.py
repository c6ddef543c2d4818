"""What people write to a place, in the back office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button

from backoffice.viewsets import ScopedViewSet
from spaces.models import Message
from spaces.policies import manages_a_place


class MessageViewSet(ScopedViewSet):
    """The messages of the places one manages. Read-only: what becomes of one is a verb, on its page."""

    model = Message
    name = "messages"
    url_prefix = "messages"
    policy = manages_a_place
    read_only = True
    form_fields = ()
    inspect_view_enabled = False
    icon = "mail"
    menu_hook = "register_planning_menu_item"
    menu_label = _("Messages reçus")
    menu_order = 240
    list_display = (
        TitleColumn("__str__", label=_("Message"), url_name="message_read"),
        Column("name", label=_("De"), sort_key="name"),
        Column("place", label=_("Lieu"), sort_key="place"),
        Column("get_status_display", label=_("État"), sort_key="status"),
        Column("handled_by", label=_("Par")),
        Column("sent_at", label=_("Reçu le"), sort_key="sent_at"),
    )
    list_filter = ("status", "place")
    search_fields = ("subject", "text", "name", "email")
    ordering = ("-sent_at", "pk")

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages."""
        return Message.objects.visible_to(user).select_related("place", "handled_by")

    def buttons(self, user: Any, instance: Any) -> Sequence[Any]:
        """Reading is the one verb."""
        return [
            Button(
                _("Lire et répondre"),
                reverse("message_read", args=[instance.pk]),
                icon_name="mail",
                priority=10,
            )
        ]
