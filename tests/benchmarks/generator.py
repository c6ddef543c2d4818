"""Two hundred spaces and as many bookings as wanted, spread over ten years, written by PostgreSQL itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.db import connection

from people.models import User
from spaces.models import Building, Floor, OpeningRule, Part, Place, Space

SPACES = 200
WHOLES = 20
FIRST_DAY = date(2020, 1, 6)
DAYS = 3650
# Five slots of two hours a day, from 8 to 18.
SLOTS = DAYS * 5

CLAIMS = """
INSERT INTO spaces_claim (kind, created_at)
SELECT 'booking', now() FROM generate_series(1, %(total)s)
"""
BOOKINGS = """
INSERT INTO bookings_booking (id, place_id, claim_id, status, organiser_id, title, is_public, attendees, layout,
                              price_due, price_public, price_lines, reason, created_at, sequence)
SELECT gen_random_uuid(), %(place)s, id, 'confirmed', %(user)s, 'Réunion', false, 8, '', 0, 0, '[]', '',
       created_at, 0
FROM spaces_claim
"""
OCCUPATIONS = """
INSERT INTO spaces_occupation (claim_id, space_id, seats, used, held)
SELECT claim.id, space.id, int4range(0, NULL), span, span
FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank FROM spaces_claim) claim
JOIN unnest(%(spaces)s::bigint[]) WITH ORDINALITY AS space(id, number)
  ON space.number = claim.rank %% %(count)s + 1
CROSS JOIN LATERAL (
    -- Spread evenly over the ten years, each space a little out of step with the others.
    SELECT (claim.rank / %(count)s * %(slots)s / %(per_space)s + space.number) %% %(slots)s AS slot
) place
CROSS JOIN LATERAL (
    SELECT %(first)s::timestamptz + (slot / 5) * interval '1 day' + (slot %% 5) * interval '2 hours' AS start
) moment
CROSS JOIN LATERAL (SELECT tstzrange(start, start + interval '2 hours') AS span) period
ORDER BY start
"""

BOOKED_SPACES = """
INSERT INTO bookings_bookingspace (booking_id, space_id, starts_at, ends_at, setup)
SELECT booking.id, occupation.space_id, lower(occupation.used), upper(occupation.used), interval '0'
FROM spaces_occupation occupation JOIN bookings_booking booking USING (claim_id)
"""
# Their history would be written too, row by row.
QUIET = ("bookings_booking", "bookings_bookingspace")


def house() -> Place:
    """A place open six days a week, with rooms on four floors and halls made of bays."""
    place = Place.objects.create(name="Banc d’essai", slug="banc")
    building = Building.objects.create(place=place, name="Un", safety_capacity=3000)
    floors = [Floor.objects.create(building=building, level=level, name=str(level)) for level in range(4)]
    OpeningRule.objects.bulk_create(
        OpeningRule(place=place, weekday=weekday, opens=time(8), closes=time(22)) for weekday in range(1, 7)
    )
    leaves = Space.objects.bulk_create(
        Space(
            place=place,
            floor=floors[number % 4],
            name=f"Salle {number}",
            slug=f"salle-{number}",
            capacity=4 + number % 40,
            area_m2=20 + number % 60,
        )
        for number in range(SPACES)
    )
    wholes = Space.objects.bulk_create(
        Space(place=place, floor=floors[0], name=f"Halle {number}", slug=f"halle-{number}", capacity=120)
        for number in range(WHOLES)
    )
    Part.objects.bulk_create(
        Part(whole=whole, part=leaves[3 * number + bay])
        for number, whole in enumerate(wholes)
        for bay in range(3)
    )
    return place


def fill(place: Place, total: int) -> None:
    """Replace every booking by `total` of them."""
    user = User.objects.first() or User.objects.create_user("banc@caserne.example", name="Banc")
    leaves = place.spaces.leaves().order_by("pk")
    values = {
        "total": total,
        "place": place.pk,
        "user": user.pk,
        "spaces": list(leaves.values_list("pk", flat=True)),
        "count": SPACES,
        "slots": SLOTS,
        "per_space": total // SPACES,
        "first": datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 7, tzinfo=UTC),
    }
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE spaces_claim CASCADE")
        for table in QUIET:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for rows in (CLAIMS, BOOKINGS, OCCUPATIONS, BOOKED_SPACES):
            cursor.execute(rows, values)
        for table in QUIET:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE spaces_claim, spaces_occupation, bookings_booking, bookings_bookingspace"
        )
