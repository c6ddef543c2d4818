from django.urls import include, path

from people.access import STAFF, requires
from people.models import Membership
from tests.backoffice.rooms import (
    EndMemberships,
    MembershipChooser,
    MembershipReport,
    Memberships,
    MembershipsToRead,
)
from tierslieu.urls import urlpatterns as house


@requires(STAFF)
def end(request):
    return EndMemberships(request, Membership).dispatch(request)


rooms = (Memberships(), MembershipsToRead(), MembershipChooser())

urlpatterns = [
    path(f"gestion/{room.url_prefix}/", include((room.get_urlpatterns(), room.url_namespace)))
    for room in rooms
]
urlpatterns += [
    path("gestion/essai-lot/", end),
    path("gestion/essai-rapport/", MembershipReport.as_view(), name="essai_rapport"),
    *house,
]
