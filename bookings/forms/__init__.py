"""What people type, turned into what services take."""

from bookings.forms.booking import BookingForm, ChangeForm
from bookings.forms.decisions import CancelForm, RefusalForm
from bookings.forms.desk import AttendanceForm
from bookings.forms.search import PlanningForm, SearchForm

__all__ = [
    "AttendanceForm",
    "BookingForm",
    "CancelForm",
    "ChangeForm",
    "PlanningForm",
    "RefusalForm",
    "SearchForm",
]
