"""What people type, turned into what services take."""

from bookings.forms.booking import BookingForm, ChangeForm, MoveForm
from bookings.forms.decisions import BatchForm, CancelForm, RefusalForm
from bookings.forms.desk import ArrivalForm, AttendanceForm, WalkInForm
from bookings.forms.search import PlanningForm, SearchForm

__all__ = [
    "ArrivalForm",
    "AttendanceForm",
    "BatchForm",
    "BookingForm",
    "CancelForm",
    "ChangeForm",
    "MoveForm",
    "PlanningForm",
    "RefusalForm",
    "SearchForm",
    "WalkInForm",
]
