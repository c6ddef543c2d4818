"""Wagtail's generic views, each of which starts from what the person sees or may change."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet, RestrictedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CopyView, CreateView, DeleteView, EditView, IndexView, InspectView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.ordering import ReorderView
from wagtail.admin.views.generic.usage import UsageView

from backoffice.forms import narrow
from backoffice.policies import ScopedPolicy
from backoffice.signals import list_exported

# A cell that knows its heading: on a telephone a row is a card.
LABELLED_CELL = "backoffice/labelled_cell.html"
ROUND_HOUR = "j F Y, G\N{NO-BREAK SPACE}\\h"
CHOICE = re.compile(r"get_(?P<field>\w+)_display")
# What a spreadsheet program would take for a formula at the head of a cell.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


class Scoped:
    """A view that knows the viewset it belongs to."""

    scope: Any = None
    request: HttpRequest

    @cached_property
    def permission_policy(self) -> ScopedPolicy:
        """The viewset's own: another viewset may show the same model to other people."""
        return ScopedPolicy(self.scope)

    def get_header_title(self) -> str:
        """Wagtail's title with the space that French puts before a colon."""
        # Both are Wagtail's: every view that is mixed with this one has them.
        title, subtitle = str(self.get_page_title()), str(self.get_page_subtitle() or "")  # type: ignore[attr-defined]
        return f"{title}\u00a0: {subtitle}" if subtitle else title

    def seen(self) -> QuerySet:
        """What the person may look at."""
        return self.scope.visible_to(self.request.user)

    def changeable(self) -> QuerySet:
        """What the person may write."""
        return self.scope.changeable_by(self.request.user)

    def may_change(self, instance: Model) -> bool:
        """Whether this object is among them."""
        return not self.scope.read_only and self.changeable().filter(pk=instance.pk).exists()


class SafeSpreadsheet:
    """Export without formulas, for Wagtail disarms them in XLSX only, and never without a word.

    Mixed into Wagtail's list views, which give it what it calls above itself: a type checker cannot know.
    """

    model: Any
    request: HttpRequest

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> Any:
        """Tell whoever keeps the journal that the list goes out."""
        list_exported.send(sender=self.model, user=self.request.user)
        return super().as_spreadsheet(queryset, spreadsheet_format)  # type: ignore[misc]

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Quote a text cell that a spreadsheet would execute."""
        done = super().preprocess_field_value(field, value, export_format)  # type: ignore[misc]
        if isinstance(done, str) and done.startswith(FORMULA_MARKS):
            return f"'{done}"
        return done


class SaidColumn(Column):
    """A cell as people read it."""

    def get_cell_context_data(self, instance: Model, parent_context: Any) -> dict[str, Any]:
        """Oui or non, where a field is one or the other; 9 h where Django would write 9 h 00."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        raw = context["raw_value"]
        if isinstance(raw, bool):
            context["value"] = _("oui") if raw else _("non")
        if isinstance(raw, datetime) and not raw.minute:
            context["value"] = date_format(localtime(raw), ROUND_HOUR)
        return context


class ScopedIndexView(SafeSpreadsheet, Scoped, IndexView):
    """The list, its search, its filters and its exports."""

    def get_base_queryset(self) -> QuerySet:
        """Start from what the person sees."""
        return self.seen()

    @cached_property
    def filters(self) -> Any:
        """Filters offer only what the person sees, too."""
        filterset = IndexView.filters.func(self)
        if filterset is not None:
            narrow(filterset.form.fields, self.request.user, {})
        return filterset

    def get_table(self, object_list: Any, **kwargs: Any) -> Any:
        """Know once which rows of the page may be changed."""
        shown = [row.pk for row in object_list]
        self._changeable_rows = (
            set()
            if self.scope.read_only
            else set(self.changeable().filter(pk__in=shown).values_list("pk", flat=True))
        )
        table = super().get_table(object_list, **kwargs)
        for column in table.columns.values():
            if column.cell_template_name == Column.cell_template_name:
                column.cell_template_name = LABELLED_CELL
        return table

    def _get_custom_column(self, field_name: str, column_class: Any = SaidColumn, **kwargs: Any) -> Any:
        """The column of a choice is named as its field: Wagtail would write « method »."""
        column = super()._get_custom_column(field_name, column_class, **kwargs)
        if choice := CHOICE.fullmatch(field_name):
            column.label = capfirst(self.model._meta.get_field(choice["field"]).verbose_name)
        return column

    def get_edit_url(self, instance: Model) -> str | None:
        """Offer to edit only what may be."""
        return super().get_edit_url(instance) if instance.pk in self._changeable_rows else None

    def get_delete_url(self, instance: Model) -> str | None:
        """Offer to delete only what may be."""
        return super().get_delete_url(instance) if instance.pk in self._changeable_rows else None

    def get_list_more_buttons(self, instance: Model) -> list:
        """Wagtail's buttons, then the verbs of the viewset."""
        return [*super().get_list_more_buttons(instance), *self.scope.buttons(self.request.user, instance)]


class ScopedWriting(Scoped):
    """What adding, copying and editing share: narrow choices, and nothing written outside."""

    # Wagtail's own would read « Le(la) structure n'a pas pu être créé(e) à cause d'erreurs ».
    success_message = _("C’est enregistré : « %(object)s ».")
    error_message = _("Rien n’est enregistré : un point est à reprendre plus bas.")

    def get_form(self, form_class: Any = None) -> Any:
        """Offer only what the person may choose, child forms included."""
        form = super().get_form(form_class)  # type: ignore[misc]
        user = self.request.user
        narrow(form.fields, user, self.scope.choices(user))
        for formset in getattr(form, "formsets", {}).values():
            for child in formset.forms:
                narrow(child.fields, user, self.scope.choices(user))
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        """Write, then take it back if the object ended up out of the person's reach."""
        with transaction.atomic():
            response = super().form_valid(form)  # type: ignore[misc]
            if not self.changeable().filter(pk=self.form.instance.pk).exists():  # type: ignore[attr-defined]
                raise Http404
        return response


class ScopedCreateView(ScopedWriting, CreateView):
    """Adding."""


class ScopedCopyView(ScopedWriting, CopyView):
    """Adding from another."""

    def get_object(self, queryset: QuerySet | None = None) -> Model:
        """Copy only what the person sees."""
        return get_object_or_404(self.seen(), pk=unquote(str(self.kwargs[self.pk_url_kwarg])))


class ScopedEditView(ScopedWriting, EditView):
    """Editing."""

    def get_queryset(self) -> QuerySet:
        """Start from what the person may change."""
        return self.changeable()


class ScopedDeleteView(Scoped, DeleteView):
    """Deleting."""

    success_message = _("C’est supprimé : « %(object)s ».")

    def get_queryset(self) -> QuerySet:
        """Start from what the person may change."""
        return self.changeable()

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete, or say that something still needs it."""
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except (ProtectedError, RestrictedError):
            messages.error(self.request, f"« {self.object} » sert encore ailleurs : rien n’est supprimé.")
            return redirect(self.index_url_name)


class ScopedInspectView(Scoped, InspectView):
    """Reading one object."""

    def get_object(self, queryset: QuerySet | None = None) -> Model:
        """Show only what the person sees."""
        return get_object_or_404(self.seen(), pk=unquote(str(self.pk)))

    def get_edit_url(self) -> str | None:
        """Offer to edit only what may be."""
        return super().get_edit_url() if self.may_change(self.object) else None

    def get_delete_url(self) -> str | None:
        """Offer to delete only what may be."""
        return super().get_delete_url() if self.may_change(self.object) else None

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """What people read: an hour of their own clock, oui or non, a dash for what nobody wrote."""
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return _("oui") if value else _("non")
        if isinstance(value, datetime):
            return localtime(value)
        return "—" if value in (None, "") else value

    @cached_property
    def header_more_buttons(self) -> list:
        """Wagtail's buttons, then the verbs of the viewset."""
        return [
            *InspectView.header_more_buttons.func(self),
            *self.scope.buttons(self.request.user, self.object),
        ]


class ScopedHistoryView(Scoped, HistoryView):
    """What happened to one object."""

    any_permission_required = ["view"]
    # Its date pickers would need scripts in the page, and the history of one object is short.
    filterset_class = None

    def get_base_object_queryset(self) -> QuerySet:
        """Start from what the person sees."""
        return self.seen()

    def get_edit_url(self, instance: Model) -> str | None:
        """Offer to edit only what may be."""
        return super().get_edit_url(instance) if self.may_change(instance) else None

    @cached_property
    def header_buttons(self) -> list:
        """No button at all where there is nothing to edit."""
        return HistoryView.header_buttons.func(self) if self.get_edit_url(self.object) else []


class ScopedUsageView(Scoped, UsageView):
    """Where one object is mentioned: for whoever may change it, as what refers to it is named."""

    def get_base_object_queryset(self) -> QuerySet:
        """Start from what the person may change."""
        return self.changeable()


class ScopedReorderView(Scoped, ReorderView):
    """Moving one object among the others."""

    def get_queryset(self) -> QuerySet:
        """Reorder only what the person may change."""
        return self.changeable().order_by(self.sort_order_field)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse to move another's object."""
        get_object_or_404(self.changeable(), pk=unquote(str(kwargs["pk"])))
        return super().post(request, *args, **kwargs)
