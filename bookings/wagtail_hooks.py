from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from bookings.outside_viewsets import OutsideCalendarViewSet, OutsideConflictViewSet
from bookings.term_viewsets import AgreementViewSet, ClosureViewSet
from bookings.views import calendar_in, closing, figures_links, proofs, terms
from bookings.views.door_sheet import door_sheet
from bookings.views.follow_up import follow_up
from bookings.views.ledgers import tenancy, value_lent
from bookings.views.occupancy import occupancy, occupancy_rows
from bookings.viewsets import (
    BookingViewSet,
    RebateViewSet,
    RulesViewSet,
    TariffViewSet,
    TrainingViewSet,
)
from bookings.viewsets_onsite import DoorSignViewSet, ReportViewSet
from spaces.policies import manages_a_place


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    """What the team reads and sets of bookings."""
    return [
        BookingViewSet(),
        ClosureViewSet(),
        AgreementViewSet(),
        RulesViewSet(),
        TariffViewSet(),
        RebateViewSet(),
        OutsideCalendarViewSet(),
        OutsideConflictViewSet(),
        TrainingViewSet(),
        ReportViewSet(),
        DoorSignViewSet(),
    ]


class ManagersMenuItem(MenuItem):
    """Shown to those who manage a place."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Only to whoever may open the page."""
        return manages_a_place(request.user)


@hooks.register("register_admin_urls")
def figures_urls() -> list[URLPattern]:
    """The page of figures, inside the back office."""
    return [
        path("occupation/", occupancy, name="occupancy"),
        path("occupation/reservations/", occupancy_rows, name="occupancy_rows"),
        path("occupation/conventions/", tenancy, name="tenancy"),
        path("occupation/prete/", value_lent, name="value_lent"),
        path("occupation/liens/", figures_links.links, name="figures_links"),
        path("occupation/liens/<uuid:pk>/fermer/", figures_links.close, name="figures_link_close"),
    ]


@hooks.register("register_admin_urls")
def verbs() -> list[URLPattern]:
    """What closes rooms and binds organisations."""
    return [
        path("agendas-exterieurs/fichier/", calendar_in.bring_in, name="calendar_in"),
        path("fermetures/fermer/", closing.close, name="closure_new"),
        path("fermetures/<uuid:pk>/rouvrir/", closing.reopen, name="closure_lift"),
        path("fermetures/<uuid:pk>/relogements/", closing.closure_moves, name="closure_moves"),
        path("fermetures/relogement/<uuid:pk>/appele/", closing.called, name="relocation_called"),
        path("reservations/<uuid:pk>/piece/", proofs.receive, name="booking_proof"),
        path("conventions/ecrire/", terms.write, name="agreement_new"),
        path("conventions/<uuid:pk>/ecrire/", terms.write, name="agreement_write"),
        path("conventions/<uuid:pk>/signer/", terms.sign, name="agreement_sign"),
        path("conventions/<uuid:pk>/terminer/", terms.end, name="agreement_end"),
        path("conventions/<uuid:pk>/assurance/", terms.insure, name="agreement_insure"),
        path("conventions/<uuid:pk>/reconduire/", terms.renew, name="agreement_renew"),
        path("conventions/<uuid:pk>/document/", terms.keep, name="agreement_keep"),
        path("conventions/<uuid:pk>/relogements/", closing.agreement_moves, name="agreement_moves"),
    ]


@hooks.register("register_admin_urls")
def onsite_urls() -> list[URLPattern]:
    """The page of a report with its verbs, the printed sign of a room."""
    return [
        path("signalements/<uuid:pk>/suivre/", follow_up, name="report_follow"),
        path("plaques/<uuid:pk>/affiche.pdf", door_sheet, name="door_sheet"),
    ]


@hooks.register("register_planning_menu_item")
def figures_menu_item() -> MenuItem:
    """Figures stand after the bookings that make them."""
    return ManagersMenuItem("Occupation", reverse("occupancy"), icon_name="table", order=300)
