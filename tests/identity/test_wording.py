"""The house's way of writing hours, days, lengths and sums."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import engines

from tierslieu import wording

THIN, HARD = "\u202f", "\u00a0"
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (time(14, 3), f"14{THIN}h{THIN}03"),
        (time(14), f"14{THIN}h"),
        (time(0), f"0{THIN}h"),
        (time(9, 30), f"9{THIN}h{THIN}30"),
    ],
)
def test_hour(moment, written):
    assert wording.hour(moment) == written


def test_hours_that_end_at_midnight_end_at_24():
    assert wording.hours(time(18), time(0)) == f"18{THIN}h{HARD}–{HARD}24{THIN}h"
    assert wording.hours(time(14), time(16, 30)) == f"14{THIN}h{HARD}–{HARD}16{THIN}h{THIN}30"


def test_days():
    assert wording.day(date(2026, 11, 24)) == f"mardi 24{HARD}novembre"
    assert wording.day(date(2026, 3, 1)) == f"dimanche 1er{HARD}mars"
    assert wording.day_with_year(date(2026, 11, 24)) == f"mardi 24{HARD}novembre{HARD}2026"
    assert wording.short_day(date(2026, 11, 24)) == f"mar.{HARD}24"
    assert wording.short_day(date(2026, 12, 1)) == f"mar.{HARD}1er"


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        (45, f"45{HARD}min"),
        (60, f"1{THIN}h"),
        (90, f"1{THIN}h{THIN}30"),
        (125, f"2{THIN}h{THIN}05"),
        (24 * 60, f"24{THIN}h"),
        (3 * 24 * 60, f"3{HARD}jours"),
        (0, f"0{HARD}min"),
    ],
)
def test_duration(minutes, written):
    assert wording.duration(timedelta(minutes=minutes)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("31.20"), "31,2"),
        (1240, f"1{THIN}240"),
        (Decimal("1E+3"), f"1{THIN}000"),
        (-18, "−18"),
        (0, "0"),
        (412.5, "412,5"),
    ],
)
def test_decimal(value, written):
    assert wording.decimal(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(7000, f"7{THIN}000{HARD}€"), (Decimal("12.50"), f"12,50{HARD}€"), (Decimal("-6.00"), f"−6{HARD}€")],
)
def test_euros(value, written):
    assert wording.euros(value) == written


@pytest.mark.parametrize(
    ("level", "written"),
    [
        (None, "Dehors"),
        (0, "Rez-de-chaussée"),
        (1, f"1er{HARD}étage"),
        (2, f"2e{HARD}étage"),
        (-1, "Sous-sol"),
        (-2, f"2e{HARD}sous-sol"),
    ],
)
def test_floor_name(level, written):
    assert wording.floor_name(level) == written


@pytest.mark.parametrize(
    ("agent", "written"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge sur Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19 like Mac OS X) Safari/604.1", "Safari sur un iPhone"),
        ("curl/8", "Un navigateur"),
    ],
)
def test_device(agent, written):
    assert wording.device(agent) == written


def rendered(source, **context):
    return engines["django"].from_string("{% load signage %}" + source).render(context)


def test_filters_read_a_moment_on_the_clock_of_the_page():
    summer = datetime(2026, 7, 14, 22, 30, tzinfo=ZoneInfo("UTC"))
    assert rendered("{{ at|hour }}, {{ at|day }}", at=summer) == f"0{THIN}h{THIN}30, mercredi 15{HARD}juillet"
    winter = datetime(2026, 12, 1, 13, tzinfo=ZoneInfo("UTC"))
    assert rendered("{% hours a b %}", a=winter, b=winter + timedelta(hours=2)) == (
        f"14{THIN}h{HARD}–{HARD}16{THIN}h"
    )


@pytest.mark.parametrize("name", ["hour", "day", "day_with_year", "short_day", "duration", "iso"])
def test_nothing_is_written_for_no_moment(name):
    assert rendered(f"{{{{ at|{name} }}}}", at=None) == ""


@pytest.mark.parametrize("name", ["euros", "decimal"])
def test_an_unknown_sum_is_a_dash(name):
    assert rendered(f"{{{{ sum|{name} }}}}", sum=None) == "—"


def test_small_words():
    assert rendered("{{ x|capital }} {{ d|iso }} {{ d|short_day }}", x="été", d=date(2026, 1, 5)) == (
        f"Été 2026-01-05 lun.{HARD}5"
    )


def test_the_number_of_a_dossier_stays_whole_at_the_end_of_a_line():
    template = engines["django"].from_string("{% load signage %}{{ text|unbroken }}")
    assert template.render({"text": "Saisir <27-008>, 2027-01-02"}) == (
        'Saisir &lt;<span class="nowrap">27-008</span>&gt;, 2027-01-02'
    )


def test_a_file_is_weighed_in_the_words_of_its_limits():
    template = engines["django"].from_string("{% load signage %}{{ size|weight }}")
    said = [template.render({"size": size}) for size in (0, 30_618, 1_048_576, 1_300_000, 20_971_520)]
    assert said == [f"1{HARD}Ko", f"30{HARD}Ko", f"1{HARD}Mo", f"1,2{HARD}Mo", f"20{HARD}Mo"]
