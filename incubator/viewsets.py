"""The incubator in the back office: dossiers to read and move, calls to compose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button

from backoffice.views import ScopedCreateView, ScopedEditView, ScopedHistoryView, ScopedInspectView
from backoffice.viewsets import ScopedViewSet
from incubator import changes, pipeline, policies, reading
from incubator.forms.calls import CallForm
from incubator.models import Application, Call, Review
from incubator.services.addresses import CORRECTED, GIVEN
from incubator.transitions import possible
from incubator.views.gestion import ConfideForm
from journal.models import AuditEvent
from people.access import known
from spaces.models import Place
from vault.models import PrivateFile

# The browser's own choosers: Wagtail's need inline scripts, which our pages refuse.
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


# Wagtail's inline panels start with a script in the page. Only the two views of a call's form allow it,
# never a page on which an applicant's words are shown.
WITH_INLINE_PANELS: dict[str, Any] = {**settings.SECURE_CSP, "script-src": [CSP.SELF, CSP.UNSAFE_INLINE]}

CALL_VERBS = (
    (_("Voir comme un porteur de projet"), "incubator_call_preview", "view"),
    (_("Publier le formulaire"), "incubator_publish_form", "upload"),
    (_("Prolonger"), "incubator_extend", "time"),
    (_("Reprendre pour l’an prochain"), "incubator_clone", "copy"),
)


class DossierInspectView(ScopedInspectView):
    """A dossier with everything about it on one page."""

    template_name = "incubator/gestion/dossier.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was handed in, what happened, what is said, and what can be done."""
        application, user = self.object, known(self.request)
        to_write_out = application.is_writable and policies.stands_in(user, application)
        return {
            **super().get_context_data(**kwargs),
            "application": application,
            "reading": reading.read(application, user),
            "history": application.transitions.visible_to(user).select_related("actor", "stage"),
            "said": application.messages.visible_to(user).select_related("author"),
            "assignments": application.assignments.visible_to(user).select_related("reviewer", "stage"),
            "revisions": application.revisions.all(),
            "differences": changes.differences(application),
            "reviews": Review.objects.visible_to(user)
            .current()
            .filter(assignment__application=application)
            .select_related("assignment__reviewer", "assignment__stage")
            .prefetch_related("scores__criterion"),
            # What is being written out leaves from its last page, which says what is missing.
            "moves": {
                name: rule
                for name, rule in possible(application, user).items()
                if not (to_write_out and name in ("submit", "resubmit"))
            },
            "late": pipeline.lateness(application),
            "scans": PrivateFile.objects.of(application, policies.ON_PAPER),
            "to_write_out": to_write_out,
            "may_correct": policies.may_give_address(user, application),
            "address_changes": _address_changes(application),
            "phone_notes": application.phone_notes.visible_to(user).select_related(
                "spoken_with", "written_by"
            ),
            "callback": application.callbacks.visible_to(user).waiting().select_related("asked_by").first(),
            "confide": ConfideForm(application=application) if application.stage else None,
        }

    def get_page_title(self) -> str:
        """Its number, then its name as everybody calls it."""
        return "Dossier"


def _address_changes(application: Application) -> Iterable[AuditEvent]:
    """Who gave or corrected the address of whoever sent this paper."""
    if application.on_paper_since is None:
        return ()
    events = AuditEvent.objects.filter(
        target_type=application._meta.label_lower, target_id=str(application.pk)
    )
    return events.filter(action__in=(GIVEN, CORRECTED)).select_related("actor").order_by("at", "pk")


class DossierViewSet(ScopedViewSet):
    """The dossiers handed in to the calls that one handles. Read-only: verbs are buttons."""

    model = Application
    name = "dossiers"
    url_prefix = "dossiers"
    policy = policies.handles_a_call
    read_only = True
    form_fields = ()
    icon = "form"
    menu_hook = "register_incubator_menu_item"
    menu_label = _("Dossiers déposés")
    menu_order = 100
    list_display = (
        TitleColumn("number", label=_("Numéro"), sort_key="number", url_name="dossiers:inspect"),
        "title",
        "call",
        Column("get_status_display", label=_("État"), sort_key="status"),
        "stage",
        "submitted_at",
    )
    list_filter = ("call", "status")
    search_fields = ("number", "title", "owner__name")
    list_export = ("number", "title", "call", "status", "stage", "submitted_at")
    export_filename = "dossiers"
    ordering = ("-submitted_at", "pk")
    inspect_view_class = DossierInspectView

    def visible_to(self, user: Any) -> QuerySet:
        """Those handed in, to the calls of this person; never one's own writing in progress."""
        return Application.objects.handled_by(user).with_form()


@method_decorator(csp_override(WITH_INLINE_PANELS), name="dispatch")
class CallCreateView(ScopedCreateView):
    """Opening a call."""


@method_decorator(csp_override(WITH_INLINE_PANELS), name="dispatch")
class CallEditView(ScopedEditView):
    """Composing a call."""


class CallHistoryView(ScopedHistoryView):
    """Who changed a call, and when: its team's business, shown as the call may be."""

    def get_base_object_queryset(self) -> QuerySet:
        """Start from the calls that the person handles."""
        return Call.objects.handled_by(self.request.user)


class CallViewSet(ScopedViewSet):
    """The calls: their texts, calendar, stages and form."""

    model = Call
    name = "calls"
    url_prefix = "appels"
    policy = policies.works_on_calls
    icon = "draft"
    menu_hook = "register_incubator_menu_item"
    menu_label = _("Appels à projets")
    menu_order = 200
    list_display = ("title", "place", "opens_at", "closes_at", "is_published")
    inspect_view_enabled = False
    add_view_class = CallCreateView
    edit_view_class = CallEditView
    history_view_class = CallHistoryView
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title"),
                    FieldPanel("slug"),
                    FieldPanel("place"),
                    FieldPanel("summary"),
                    FieldPanel("presentation"),
                    FieldPanel("audience"),
                    FieldPanel("support_amount"),
                    FieldPanel("is_published"),
                ],
                heading=_("L’appel"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldPanel("opens_at", widget=MOMENT), FieldPanel("closes_at", widget=MOMENT)],
                        heading=_("Réponses"),
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("readers"),
                            FieldPanel("read_by", widget=DAY),
                            FieldPanel("answers_on", widget=DAY),
                        ],
                        heading=_("Lecture"),
                    ),
                    InlinePanel(
                        "stages",
                        heading=_("Étapes de la sélection"),
                        label=_("Étape"),
                        panels=[
                            FieldPanel("position"),
                            FieldPanel("name"),
                            FieldPanel("starts_on", widget=DAY),
                            FieldPanel("ends_on", widget=DAY),
                            FieldPanel("minimum_reviews"),
                            FieldPanel("is_anonymous"),
                            FieldPanel("shares_reviews"),
                            FieldPanel("total_threshold"),
                        ],
                    ),
                ],
                heading=_("Le calendrier"),
            ),
            ObjectList([FieldPanel("form_blocks")], heading=_("Le formulaire")),
            ObjectList(
                [
                    FieldPanel("checklist"),
                    MultiFieldPanel(
                        [
                            FieldPanel("contact_name"),
                            FieldPanel("contact_phone"),
                            FieldPanel("contact_hours"),
                        ],
                        heading=_("Qui répond aux questions"),
                    ),
                    MultiFieldPanel(
                        [FieldPanel("draft_retention_months"), FieldPanel("rejected_retention_months")],
                        heading=_("Combien de temps nous gardons"),
                    ),
                ],
                heading=_("L’équipe"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "reasons",
                        heading=_("Les raisons que donne cet appel"),
                        label=_("Raison"),
                        help_text=_(
                            "Proposées quand un dossier s’arrête, dites dans le courriel, comptées dans les "
                            "chiffres. Les changer ici ne change rien à ce qui est déjà parti."
                        ),
                        panels=[FieldPanel("kind"), FieldPanel("label")],
                    )
                ],
                heading=_("Les raisons"),
            ),
        ],
        base_form_class=CallForm,
    )

    def may_add(self, user: Any) -> bool:
        """Whoever manages a place opens calls there."""
        return policies.may_open_a_call(user)

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """A call is opened in a place that one manages."""
        calls = Call.objects.managed_by(user)
        return {
            "place": (
                Place.objects.managed_by(user) | Place.objects.filter(pk__in=calls.values("place"))
            ).distinct()
        }

    def buttons(self, user: Any, instance: Model) -> Sequence[Any]:
        """Its dossiers; seeing, publishing, extending, taking up again are verbs."""
        if not isinstance(instance, Call):
            return ()
        found = []
        if policies.may_handle(user, instance):
            board = reverse("incubator_board", args=[instance.pk])
            found.append(Button(_("Les dossiers"), board, icon_name="list-ul", priority=20))
        if policies.may_manage(user, instance):
            found += [
                Button(label, reverse(name, args=[instance.pk]), icon_name=icon, priority=30 + rank)
                for rank, (label, name, icon) in enumerate(CALL_VERBS)
            ]
        return found
