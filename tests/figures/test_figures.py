from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from figures import Exclusion, Figure, heat_map, hours, level, number, percent, trend

THIN = "\N{NARROW NO-BREAK SPACE}"


def test_a_figure_shows_its_sum():
    figure = Figure("Taux de réservation", Decimal(60), Decimal(100), "h", [Exclusion("Espaces fermés", 2)])

    assert figure.rate == Decimal("0.6")
    assert figure.text == f"60{THIN}%"
    assert figure.sum == f"60{THIN}h / 100{THIN}h"
    assert [str(exclusion) for exclusion in figure.exclusions] == ["Espaces fermés : 2"]
    assert figure.covered == ""
    assert figure.as_row() == {
        "label": "Taux de réservation",
        "rate": Decimal("0.6"),
        "numerator": Decimal(60),
        "denominator": Decimal(100),
        "unit": "h",
        "coverage": None,
        "exclusions": {"Espaces fermés": 2},
    }


def test_an_empty_denominator_is_a_dash_and_never_zero():
    figure = Figure("Taux", Decimal(0), Decimal(0), "h")

    assert figure.rate is None
    assert figure.text == "—"
    assert figure.as_row()["rate"] is None


@pytest.mark.parametrize(
    ("known", "text"),
    [("0.80", f"50{THIN}%"), ("0.79", f"— présence relevée pour 79{THIN}% des réservations")],
)
def test_a_rate_known_too_little_is_withheld(known, text):
    figure = Figure(
        "Taux d’occupation effectif",
        Decimal(5),
        Decimal(10),
        "h",
        coverage=Decimal(known),
        coverage_label="présence relevée|des réservations",
        needed_coverage=Decimal("0.8"),
    )
    assert figure.text == text


def test_french_numbers():
    assert number(1240) == f"1{THIN}240"
    assert number(Decimal("31.25"), 1) == "31,3"
    assert number(Decimal("-0.5")) == "−1"
    assert hours(Decimal(1240)) == f"1{THIN}240{THIN}h"
    assert hours(Decimal("12.5")) == f"12,5{THIN}h"
    assert percent(Decimal("0.4849"), 1) == f"48,5{THIN}%"
    assert percent(None) == "—"
    assert [
        percent(Decimal(rate)) for rate in ("0", "0.0017", "0.0004", "0.0149", "0.996", "0.99999", "1")
    ] == [f"{shown}{THIN}%" for shown in ("0", "0,2", "0,04", "1", "99,6", "100,00", "100")]


@pytest.mark.parametrize(
    ("rate", "found"), [(None, None), ("0", 0), ("0.01", 1), ("0.2", 2), ("0.99", 5), ("1", 5), ("1.2", 5)]
)
def test_levels_of_heat(rate, found):
    assert level(None if rate is None else Decimal(rate)) == found


def test_a_heat_map_has_classes_and_no_style():
    drawn = heat_map(
        title="Semaine <type>",
        rows=["lun."],
        columns=["8 h", "9 h", "10 h"],
        cells=[[Decimal("0.5"), Decimal(0), None]],
    )

    root = ET.fromstring(drawn)
    assert root.get("aria-label") == "Semaine <type>"
    assert [rect.get("class") for rect in root.iter("rect")] == [
        "heat__cell heat__cell--3",
        "heat__cell heat__cell--0",
        "heat__cell heat__cell--none",
    ]
    assert [title.text for title in root.iter("title")] == [
        f"lun., 8 h : 50{THIN}%",
        f"lun., 9 h : 0{THIN}%",
        "lun., 10 h : —",
    ]
    assert "style=" not in drawn


def test_a_trend_breaks_where_nothing_is_measured():
    points = [("1er", Decimal(0)), ("2", Decimal("0.5")), ("3", None), ("4", Decimal(1)), ("5", Decimal(2))]

    drawn = trend(title="Mars", points=points, compared=[Decimal("0.5")] * 5)

    root = ET.fromstring(drawn)
    lines = [(line.get("class"), line.get("points")) for line in root.iter("polyline")]
    assert lines == [
        ("trend__compared", "44.0,92.0 191.0,92.0 338.0,92.0 485.0,92.0 632.0,92.0"),
        ("trend__line", "44.0,176.0 191.0,92.0"),
        ("trend__line", "485.0,8.0 632.0,8.0"),
    ]
    assert len(list(root.iter("circle"))) == 4
    assert [text.text for text in root.iter("text")][-3:] == ["1er", "3", "5"]
    assert "style=" not in drawn


def test_a_trend_of_nothing_is_still_an_image():
    root = ET.fromstring(trend(title="Rien", points=[]))
    assert list(root.iter("polyline")) == []
