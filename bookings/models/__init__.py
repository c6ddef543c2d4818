"""Who holds a space when: bookings, their rules and prices, closures and agreements."""

from bookings.models.agreement import AgreementSpace, OccupancyAgreement
from bookings.models.answers import ApiAnswer
from bookings.models.booking import Booking, BookingSpace
from bookings.models.closure import Closure
from bookings.models.day_sheet import DaySheetChoice
from bookings.models.door import DoorSign
from bookings.models.feeds import CalendarFeed
from bookings.models.figures_link import FiguresLink
from bookings.models.guest import Guest
from bookings.models.outside import OutsideCalendar, OutsideEvent
from bookings.models.proof import Proof
from bookings.models.relocation import Relocation
from bookings.models.report import Report, ReportWord
from bookings.models.rules import BookingRules, Training
from bookings.models.series import BookingSeries, RejectedOccurrence
from bookings.models.tariff import Rebate, Tariff
from bookings.models.visitor import VisitorRequest
from bookings.models.waiting import WaitingEntry

__all__ = [
    "AgreementSpace",
    "ApiAnswer",
    "Booking",
    "BookingRules",
    "BookingSeries",
    "BookingSpace",
    "CalendarFeed",
    "Closure",
    "DaySheetChoice",
    "DoorSign",
    "FiguresLink",
    "Guest",
    "OccupancyAgreement",
    "OutsideCalendar",
    "OutsideEvent",
    "Proof",
    "Rebate",
    "RejectedOccurrence",
    "Relocation",
    "Report",
    "ReportWord",
    "Tariff",
    "Training",
    "VisitorRequest",
    "WaitingEntry",
]
