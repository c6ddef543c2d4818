"""Viewsets made for the tests: memberships, of which each person sees their own."""

from django.db.models import QuerySet
from wagtail.admin.ui.tables import Column

from backoffice.bulk import ScopedBulkAction
from backoffice.reports import ScopedReportView
from backoffice.viewsets import ScopedChooserViewSet, ScopedViewSet
from people.access import STAFF
from people.models import Membership, User


class Memberships(ScopedViewSet):
    name = "essai"
    model = Membership
    policy = STAFF
    form_fields = ["user", "organisation", "role", "starts_on"]
    list_display = ["organisation", "role"]
    list_filter = ["organisation"]
    list_export = ["organisation", "role"]
    copy_view_enabled = True

    def visible_to(self, user) -> QuerySet:
        return super().visible_to(user).select_related("organisation", "user")

    def changeable_by(self, user) -> QuerySet:
        return self.visible_to(user).filter(role=Membership.Role.ADMIN)

    def choices(self, user) -> dict[str, QuerySet]:
        return {"user": User.objects.filter(pk=user.pk)}


class MembershipsToRead(ScopedViewSet):
    name = "lecture"
    model = Membership
    policy = STAFF
    read_only = True


class MembershipChooser(ScopedChooserViewSet):
    name = "choix"
    model = Membership
    policy = STAFF
    register_widget = False


class EndMemberships(ScopedBulkAction):
    display_name = aria_label = "Terminer"
    action_type = "end"
    template_name = "wagtailadmin/bulk_actions/confirmation/base.html"
    models = [Membership]

    def changeable_by(self, user) -> QuerySet:
        return Membership.objects.visible_to(user)

    @classmethod
    def execute_action(cls, objects, **kwargs):
        Membership.objects.filter(pk__in=[row.pk for row in objects]).delete()
        return len(objects), 0


class MembershipReport(ScopedReportView):
    policy = STAFF
    model = Membership
    page_title = "Appartenances"
    index_url_name = index_results_url_name = "essai_rapport"
    list_export = ["organisation"]
    columns = [Column("organisation")]
