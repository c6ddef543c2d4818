"""`{% load signage %}`: the small signs that templates paint, and the house's way of writing hours."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.template.defaultfilters import date as localized
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from drawings import couplings, door, facade, layouts, plan, portrait, section, week
from drawings import galons as bars
from tierslieu import navigation, wording

register = template.Library()
KILOBYTE, MEGABYTE = 1024, 1024**2
DOSSIER_NUMBER = re.compile(r"\b\d{2}-\d{3,}\b")


def drawn(svg: str) -> SafeString:
    """Let a drawing into a page: the drawings package has escaped all it was given."""
    return mark_safe(svg)  # noqa: S308


@register.simple_tag
def door_number(number: str, size: str = "", *, cut: bool = True) -> SafeString:
    """Paint a door number, cut by the joints of the door. Sizes: "", "middle", "large"."""
    classes = "door"
    if cut:
        classes += " door--cut"
    if size:
        classes += f" door--{size}"
    return format_html('<span class="{}">{}</span>', classes, number)


@register.simple_tag
def wall_number(number: str, ink: str, ground: str) -> SafeString:
    """Paint a number as high as the wall it stands on, in the colour classes given."""
    return drawn(door.painted(str(number), ink, ground))


@register.simple_tag
def room_portrait(number: str) -> SafeString:
    """Draw the wall and the door of a room that has no photograph."""
    return drawn(portrait.portrait(str(number)))


@register.simple_tag
def galons(level: int | None, title: str = "", *, large: bool = False) -> SafeString:
    """Draw the bars of a floor; None is outdoors. Without a title they are decoration."""
    return drawn(bars.galons(level, title=title, large=large))


@register.simple_tag
def mark(title: str = "") -> SafeString:
    """Draw the coupling that marks the house."""
    return drawn(couplings.mark(title))


@register.simple_tag
def meeting_hoses(title: str = "") -> SafeString:
    """Draw two hoses that meet, for an article without a photograph."""
    return drawn(couplings.meeting(title))


@register.simple_tag
def facade_drawing(house: facade.Facade, *, narrow: bool = False) -> SafeString:
    """Draw the front of the house."""
    return drawn(facade.draw(house, narrow=narrow))


@register.simple_tag
def section_drawing(
    name: str, floors: tuple[section.SectionFloor, ...], *, narrow: bool = False
) -> SafeString:
    """Draw « la maison en coupe »."""
    return drawn(section.draw(name, floors, narrow=narrow))


@register.simple_tag
def plan_drawing(floor: plan.FloorPlan, number: str = "") -> SafeString:
    """Draw a floor and the way to a door."""
    return drawn(plan.draw(floor, number))


@register.simple_tag
def plan_words(floor: plan.FloorPlan, number: str = "") -> str:
    """Say the way to a door."""
    return plan.describe(floor, number)


@register.simple_tag
def layout_drawing(kind: str, seats: int, name: str) -> SafeString:
    """Draw a room set for so many people."""
    return drawn(layouts.draw(kind, seats, name=name))


@register.simple_tag
def week_bars(shares: list[float | None], title: str = "") -> SafeString:
    """Draw how full each hour of a day is."""
    return drawn(week.bars(shares, title=title))


@register.filter(expects_localtime=True)
def hour(moment: time | datetime | None) -> str:
    """14 h 03."""
    return wording.hour(moment) if moment else ""


@register.filter(expects_localtime=True)
def day(moment: date | None) -> str:
    """Write « mardi 24 novembre »."""
    return wording.day(moment) if moment else ""


@register.filter(expects_localtime=True)
def day_with_year(moment: date | None) -> str:
    """Write « mardi 24 novembre 2026 »."""
    return wording.day_with_year(moment) if moment else ""


@register.filter(expects_localtime=True)
def plain_day(moment: date | None) -> str:
    """Write « 24 novembre », « 1er mars »."""
    return wording.plain_day(moment) if moment else ""


@register.filter(expects_localtime=True)
def plain_day_with_year(moment: date | None) -> str:
    """Write « 24 novembre 2026 »."""
    return wording.plain_day_with_year(moment) if moment else ""


@register.filter(expects_localtime=True)
def short_day(moment: date | None) -> str:
    """Write « mar. 24 »."""
    return wording.short_day(moment) if moment else ""


@register.filter
def duration(length: timedelta | None) -> str:
    """1 h 30."""
    return wording.duration(length) if length is not None else ""


@register.filter
def euros(value: Decimal | float | None) -> str:
    """7 000 €."""
    return wording.euros(value) if value is not None else "—"


@register.filter
def decimal(value: Decimal | float | None) -> str:
    """31,2."""
    return wording.decimal(value) if value is not None else "—"


@register.filter
def floor_name(level: int | None) -> str:
    """1er étage."""
    return wording.floor_name(level)


@register.filter
def device(user_agent: str) -> str:
    """Firefox sur Linux."""
    return wording.device(user_agent)


@register.filter
def capital(text: object) -> str:
    """Give a sentence its capital without touching the rest."""
    written = str(text)
    return written[:1].upper() + written[1:]


def _here(moment: time | datetime) -> time | datetime:
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


@register.filter
def weight(size: int) -> str:
    """30 Ko, 1,2 Mo: what a file weighs, in the words of its limits."""
    if size < MEGABYTE:
        return f"{max(1, round(size / KILOBYTE))}{wording.NBSP}Ko"
    return f"{size / MEGABYTE:.1f}".replace(".0", "").replace(".", ",") + f"{wording.NBSP}Mo"


@register.filter
def unbroken(text: str) -> SafeString:
    """Keep the number of a dossier whole at the end of a line: 27-008 has a hyphen."""
    # All is escaped before the span is written, and the number within it is made of digits and a hyphen.
    return mark_safe(DOSSIER_NUMBER.sub(r'<span class="nowrap">\g<0></span>', conditional_escape(text)))  # noqa: S308


@register.simple_tag
def hours(start: time | datetime, end: time | datetime) -> str:
    """14 h – 16 h 30, read on the clock of the page."""
    return wording.hours(_here(start), _here(end))


@register.simple_tag(takes_context=True)
def site_doors(context: dict[str, Any]) -> dict[str, Any]:
    """Return the entries of the header, and the one behind which this page stands."""
    request = context.get("request")
    path = request.path if request else ""
    user = context.get("user")
    own = navigation.OWN_DOOR if user and user.is_authenticated else navigation.SIGN_IN_DOOR
    doors = [*navigation.PUBLIC_DOORS, own]
    return {
        "doors": doors,
        "booking": navigation.BOOKING_DOOR,
        "current": next((door for door in [*doors, navigation.BOOKING_DOOR] if door.leads_to(path)), None),
    }


@register.filter
def iso(moment: date | None) -> str:
    """Write a moment for the datetime attribute of <time>."""
    return localized(moment, "c") if moment else ""
