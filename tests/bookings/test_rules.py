from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.errors import StrangeTime
from bookings.models import BookingRules
from bookings.rules import Case, Rules, Standing, peak, refusals, settle
from bookings.wallclock import FIRST, SECOND, happens_twice, instant, period
from spaces.intervals import Interval

PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, tzinfo=PARIS)


def case(start: float = 14, end: float = 16, **facts) -> Case:
    """Tuesday from 14 h to 16 h in a room open from 8 to 22, asked on Monday by a resident."""
    return Case(
        **{
            "space_name": "Salle du Clain",
            "start": TUESDAY + start * HOUR,
            "end": TUESDAY + end * HOUR,
            "attendees": 9,
            "now": NOW,
            "zone": PARIS,
            "rules": Rules(),
            "standing": Standing(is_resident=True),
            "open": [Interval(TUESDAY + 8 * HOUR, TUESDAY + 22 * HOUR)],
            "capacity": 12,
        }
        | facts
    )


def said(asked: Case) -> list[str]:
    return [str(refusal) for refusal in refusals(asked)]


def ruled(**rules) -> dict:
    return {"rules": Rules(**rules)}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (case(16, 14), "La fin doit venir après le début. Vérifiez les deux heures."),
        (case(now=TUESDAY + 15 * HOUR), "Cette heure est déjà passée. Choisissez une heure à venir."),
        (case(is_bookable=False), "Salle du Clain ne se réserve pas en ligne. Appelez l’accueil."),
        (
            case(standing=Standing()),
            (
                "Salle du Clain ne se prête qu’aux structures adhérentes ou résidentes. "
                "Réservez au nom d’une structure qui en fait partie, ou écrivez à l’accueil."
            ),
        ),
        (
            case(**ruled(audience="trained")),
            "Salle du Clain demande une habilitation. L’accueil vous dira quand se tient la prochaine séance.",
        ),
        (
            case(standing=Standing(is_member=True), **ruled(audience="residents")),
            (
                "Salle du Clain ne se prête qu’aux structures résidentes. "
                "Réservez au nom d’une structure résidente, ou écrivez à l’accueil."
            ),
        ),
        (
            case(**ruled(audience="staff")),
            "Salle du Clain se réserve par l’équipe du lieu. Écrivez à l’accueil.",
        ),
        (
            case(**ruled(lead_time=timedelta(days=2))),
            (
                "Salle du Clain se réserve au moins 2 jours à l’avance. "
                "Le plus tôt possible : mercredi 4 mars 2026 à 9 h."
            ),
        ),
        (
            case(**ruled(horizon=HOUR)),
            (
                "Salle du Clain ne se réserve pas si longtemps à l’avance. "
                "Le plus loin possible aujourd’hui : lundi 2 mars 2026 à 10 h."
            ),
        ),
        (
            case(14, 14.25, **ruled(shortest=HOUR)),
            "Salle du Clain se réserve au moins 1 h. Proposez une fin à 15 h ou plus tard.",
        ),
        (
            case(8, 14, **ruled(longest=timedelta(hours=4))),
            "Salle du Clain se réserve au plus 4 h d’affilée. Proposez une fin à 12 h ou plus tôt.",
        ),
        (
            case(14.1, 16.1),
            "Les horaires de Salle du Clain vont de 15 min en 15 min. L’heure la plus proche : 14 h.",
        ),
        (case(20, 23), "Salle du Clain n’ouvre pas à ces heures. Ce jour-là : de 8 h à 22 h."),
        (case(open=[]), "Salle du Clain n’ouvre pas ce jour-là. Choisissez un autre jour."),
        (
            case(attendees=13),
            (
                "Salle du Clain accueille au plus 12 personnes. "
                "Choisissez une autre disposition ou un espace plus grand."
            ),
        ),
        (
            case(attendees=11, layout_name="Classe", layout_capacity=10),
            (
                "Salle du Clain accueille au plus 10 personnes en disposition «\N{NO-BREAK SPACE}classe\N{NO-BREAK SPACE}». "
                "Choisissez une autre disposition ou un espace plus grand."
            ),
        ),
        (
            case(capacity=None, safety_capacity=8),
            "L’effectif autorisé pour Salle du Clain est de 8 personnes. Choisissez un espace plus grand.",
        ),
    ],
)
def test_each_rule_says_which_and_what_would_do(asked, sentence):
    assert said(asked) == [sentence]


def test_nothing_is_refused_at_the_very_edge_of_every_rule():
    rules = Rules(
        lead_time=TUESDAY + 14 * HOUR - NOW,
        horizon=TUESDAY + 14 * HOUR - NOW,
        shortest=2 * HOUR,
        longest=2 * HOUR,
        monthly_quota=4 * HOUR,
    )
    edge = case(
        rules=rules,
        attendees=12,
        safety_capacity=12,
        open=[Interval(TUESDAY + 14 * HOUR, TUESDAY + 16 * HOUR)],
        building_name="La caserne",
        building_ceiling=20,
        building_peak=8,
        quota_used=2 * HOUR,
        organisation_name="Vélo-cité",
    )

    assert said(edge) == []
    assert [refusal.rule for refusal in refusals(replace(edge, building_peak=9))] == ["building_safe"]
    assert [refusal.rule for refusal in refusals(replace(edge, quota_used=3 * HOUR))] == ["within_quota"]


def test_staff_are_welcome_everywhere():
    for audience in ("public", "members", "residents", "trained", "staff"):
        assert said(case(standing=Standing(is_staff=True), **ruled(audience=audience))) == []


def test_rules_are_inherited_field_by_field():
    place = BookingRules(audience="public", needs_approval=True, longest=4 * HOUR, monthly_quota=9 * HOUR)
    space = BookingRules(needs_approval=False, longest=HOUR)

    settled = settle(space, place)

    assert (settled.audience, settled.needs_approval, settled.longest) == ("public", False, HOUR)
    assert (settled.monthly_quota, settled.quota_of_space) == (9 * HOUR, False)
    assert settle(None, None) == Rules()
    assert settle(BookingRules(monthly_quota=HOUR), place).quota_of_space is True


def test_the_peak_counts_those_present_at_once_and_a_booking_of_two_rooms_once():
    def stay(start, end, whose, many):
        return (TUESDAY + start * HOUR, TUESDAY + end * HOUR, whose, many)

    rows = [stay(8, 12, "a", 10), stay(8, 12, "a", 10), stay(11, 14, "b", 5), stay(14, 16, "c", 12)]

    assert peak(rows, TUESDAY + 8 * HOUR, TUESDAY + 16 * HOUR) == 15
    assert peak(rows, TUESDAY + 12 * HOUR, TUESDAY + 14 * HOUR) == 5
    assert peak(rows, TUESDAY + 13 * HOUR, TUESDAY + 16 * HOUR) == 12
    assert peak([], TUESDAY, TUESDAY + HOUR) == 0


def test_an_hour_of_winter_and_one_of_summer():
    assert instant(date(2026, 3, 3), time(9), PARIS) == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert instant(date(2026, 7, 3), time(9), PARIS) == datetime(2026, 7, 3, 7, tzinfo=UTC)


def test_an_hour_that_does_not_exist_is_refused_with_a_reason():
    with pytest.raises(StrangeTime) as strange:
        instant(date(2026, 3, 29), time(2, 30), PARIS)

    assert strange.value.message == (
        "Dans la nuit du passage à l’heure d’été, 2 h 30 n’existe pas le dimanche 29 mars 2026. "
        "Choisissez une heure avant ou après le changement."
    )


def test_an_hour_that_exists_twice_is_asked_about():
    night = date(2026, 10, 25)
    assert happens_twice(night, time(2, 30), PARIS)
    assert not happens_twice(night, time(3), PARIS)

    with pytest.raises(StrangeTime):
        instant(night, time(2, 30), PARIS)
    assert instant(night, time(2, 30), PARIS, which=FIRST) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(night, time(2, 30), PARIS, which=SECOND) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_an_end_before_the_start_is_the_day_after():
    start, end = period(date(2026, 10, 24), time(22), time(6), PARIS)

    assert end - start == 9 * HOUR
