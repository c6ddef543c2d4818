"""The statements under every rate of occupancy: `BASE`, then `tallies(...)` or one of those that follow it.

A tally gives rows of one shape, (its name, a key, numbers), so that whatever a page needs of one period is read
in one pass over the ledger.
"""

# One pass over the ledger. `shared`: the few bookings of several spaces or seats, which must not count twice; the
# many others are counted and gathered with the hours of their room, for want of anything to sort out. MATERIALIZED:
# otherwise the planner copies the multirange operations to every place that reads their result. A claim tells its
# kind only where no booking does: a year has few closures and agreements, and a million claims need not be read for
# them.
BASE = """
WITH asked AS MATERIALIZED (
    SELECT room.space_id, room.team, room.bookable, room.desks, room.capacity,
           CASE WHEN schedule.open <@ room.service THEN schedule.open ELSE schedule.open * room.service END AS open
    FROM unnest(%(spaces)s::bigint[], %(which)s::int[], %(service)s::tstzmultirange[], %(teams)s::int[],
                %(bookable)s::boolean[], %(desks)s::int[], %(capacities)s::int[])
         AS room(space_id, which, service, team, bookable, desks, capacity)
    CROSS JOIN LATERAL (SELECT (%(schedules)s::tstzmultirange[])[room.which] AS open) schedule
), line AS MATERIALIZED (
    SELECT occupation.space_id, occupation.claim_id, occupation.used, occupation.seats, room.capacity, room.team,
           CASE WHEN booking.claim_id IS NULL
                THEN (SELECT kind FROM spaces_claim WHERE id = occupation.claim_id)
                ELSE 'booking'
           END AS kind,
           booking.attendees, booking.organisation_id, booking.status = 'confirmed' AS confirmed,
           coalesce(booking.checked_in_at, booking.not_honoured_at) IS NOT NULL
               OR booking.attendance_declared IS NOT NULL AS known,
           booking.check_in_by IS NOT NULL AS required,
           booking.checked_in_at IS NOT NULL OR booking.attendance_declared > 0 AS came
    FROM spaces_occupation occupation
    JOIN unnest(%(spaces)s::bigint[], %(teams)s::int[], %(capacities)s::int[]) AS room(space_id, team, capacity)
         USING (space_id)
    LEFT JOIN bookings_booking booking ON booking.claim_id = occupation.claim_id
    WHERE occupation.space_id = ANY(%(spaces)s)
      AND occupation.held && tstzrange(%(start)s, %(end)s)
      AND occupation.used && tstzrange(%(start)s, %(end)s)
), shared AS MATERIALIZED (
    SELECT claim_id FROM line WHERE confirmed GROUP BY claim_id HAVING count(*) > 1
), ledger AS MATERIALIZED (
    SELECT space_id,
           range_agg(used) FILTER (WHERE confirmed) AS booked,
           range_agg(used) FILTER (WHERE confirmed AND came) AS present,
           range_agg(used) FILTER (WHERE kind = 'closure' AND upper_inf(seats)) AS closed,
           range_agg(used) FILTER (WHERE kind = 'agreement' AND upper_inf(seats)) AS leased,
           array_agg(used) FILTER (WHERE is_alone) AS stays,
           array_agg(people) FILTER (WHERE is_alone) AS people,
           count(*) FILTER (WHERE has_ended AND known) AS known,
           count(*) FILTER (WHERE has_ended) AS ended,
           count(*) FILTER (WHERE has_ended AND required) AS required,
           count(*) FILTER (WHERE has_ended AND required AND came IS NOT TRUE) AS missed
    FROM (
        SELECT line.*,
               confirmed AND shared.claim_id IS NULL AS is_alone,
               confirmed AND shared.claim_id IS NULL AND upper(used) <= %(now)s AS has_ended,
               CASE WHEN NOT upper_inf(seats) THEN upper(seats) - lower(seats)
                    WHEN capacity > 0 THEN attendees
               END AS people
        FROM line LEFT JOIN shared USING (claim_id)
    ) stay
    GROUP BY space_id
), cleared AS MATERIALIZED (
    SELECT asked.space_id, asked.bookable, asked.desks,
           asked.open - coalesce(ledger.closed, '{}') - coalesce(ledger.leased, '{}') AS open,
           coalesce(ledger.booked, '{}') * tstzmultirange(tstzrange(%(start)s, %(end)s)) AS booked,
           coalesce(ledger.present, '{}') AS present,
           asked.open * coalesce(ledger.closed, '{}') AS closed,
           asked.open * coalesce(ledger.leased, '{}') AS leased
    FROM asked LEFT JOIN ledger USING (space_id)
), net AS MATERIALIZED (
    SELECT cleared.*, booked * open AS inside FROM cleared
)
"""

# Hours of each leaf, in seconds: open, booked, present, booked outside opening, closed, under agreement, then
# people × hours and the seats that they took. People are shared between the leaves that one booking uses at the same
# hours, by their capacity, so that two hundred people in a hall of three bays are two hundred and not six hundred.
SUMS = """
several AS (
    SELECT claim_id, used, sum(capacity) AS capacity
    FROM line JOIN shared USING (claim_id) WHERE confirmed GROUP BY claim_id, used
), together AS (
    SELECT line.space_id, array_agg(line.used) AS stays,
           array_agg(CASE WHEN NOT upper_inf(line.seats) THEN upper(line.seats) - lower(line.seats)
                          ELSE line.attendees * line.capacity::numeric / nullif(several.capacity, 0)
                     END) AS people
    FROM line JOIN several USING (claim_id, used) WHERE line.confirmed GROUP BY line.space_id
), sums AS (
    SELECT net.space_id AS key,
           ARRAY[seconds.open, seconds.booked, seconds.present, seconds.whole - seconds.booked, seconds.closed,
                 seconds.leased, coalesce(crowd.people, 0), coalesce(crowd.seated, 0)] AS numbers
    FROM net
    JOIN asked USING (space_id)
    LEFT JOIN ledger USING (space_id)
    LEFT JOIN together USING (space_id)
    CROSS JOIN LATERAL (
        SELECT (SELECT coalesce(extract(epoch FROM sum(upper(r) - lower(r))), 0) FROM unnest(net.open) r) AS open,
               (SELECT coalesce(extract(epoch FROM sum(upper(r) - lower(r))), 0)
                FROM unnest(net.inside) r) AS booked,
               (SELECT coalesce(extract(epoch FROM sum(upper(r) - lower(r))), 0)
                FROM unnest(net.present * net.open) r) AS present,
               (SELECT coalesce(extract(epoch FROM sum(upper(r) - lower(r))), 0)
                FROM unnest(net.booked) r) AS whole,
               (SELECT coalesce(extract(epoch FROM sum(upper(r) - lower(r))), 0) FROM unnest(net.closed) r) AS closed,
               (SELECT coalesce(extract(epoch FROM sum(upper(r) - lower(r))), 0) FROM unnest(net.leased) r) AS leased
    ) seconds
    CROSS JOIN LATERAL (
        SELECT sum(stay.people * stay.seconds) AS people,
               sum(least(stay.people, asked.capacity) * stay.seconds) AS seated
        FROM (
            -- Nearly every booking lies within one opening: only the others pay for an intersection. OFFSET 0:
            -- each is paid once, though it is read twice.
            SELECT person.people,
                   CASE WHEN person.used <@ net.open
                        THEN extract(epoch FROM upper(person.used) - lower(person.used))
                        WHEN NOT person.used && net.open THEN 0
                        ELSE (SELECT coalesce(extract(epoch FROM sum(upper(r) - lower(r))), 0)
                              FROM unnest(tstzmultirange(person.used) * net.open) r)
                   END AS seconds
            FROM unnest(ledger.stays || together.stays, ledger.people::numeric[] || together.people)
                 AS person(used, people)
            OFFSET 0
        ) stay
    ) crowd
)
"""

# The bookings that ended, in all (team 0) and by group: those of which somebody said whether anyone came, all,
# those whose arrival had to be confirmed, and those of these where nobody came.
PRESENCE = """
ended AS (
    SELECT line.team, line.claim_id, line.known, line.required, line.came
    FROM line JOIN shared USING (claim_id)
    WHERE line.confirmed AND upper(line.used) <= %(now)s
), counted AS (
    SELECT team, known, ended, required, missed FROM ledger JOIN asked USING (space_id)
    UNION ALL SELECT 0, known, ended, required, missed FROM ledger
    UNION ALL
    SELECT team, known::int, 1, required::int, (required AND came IS NOT TRUE)::int
    FROM (SELECT DISTINCT team, claim_id, known, required, came FROM ended) by_team
    UNION ALL
    SELECT 0, known::int, 1, required::int, (required AND came IS NOT TRUE)::int
    FROM (SELECT DISTINCT claim_id, known, required, came FROM ended) in_all
), presence AS (
    SELECT team AS key, ARRAY[sum(known), sum(ended), sum(required), sum(missed)] AS numbers
    FROM counted GROUP BY team
)
"""

# Cut at the full hours, so that a day of 23 hours has no third hour and one of 25 has twice its second. Rooms
# share their hours and bookings begin at the same ones: each stretch is cut once, whatever its number.
SLICES = """
piece AS (
    SELECT r AS span, true AS is_open, count(*) AS times FROM net, unnest(net.open) r WHERE net.bookable GROUP BY r
    UNION ALL
    SELECT r, false, count(*) FROM net, unnest(net.inside) r WHERE net.bookable GROUP BY r
), slice AS (
    SELECT slot AT TIME ZONE %(zone)s AS local, is_open,
           times * extract(epoch FROM least(upper(span), slot + interval '1 hour') - greatest(lower(span), slot))
               AS seconds
    FROM piece, generate_series(
        date_trunc('hour', lower(span)), upper(span) - interval '1 microsecond', interval '1 hour'
    ) slot
), slices AS (
    SELECT local::date - date '0001-01-01' AS key,
           ARRAY[extract(hour FROM local), coalesce(sum(seconds) FILTER (WHERE is_open), 0),
                 coalesce(sum(seconds) FILTER (WHERE NOT is_open), 0)] AS numbers
    FROM slice GROUP BY local::date, extract(hour FROM local)
)
"""

# Seconds of each leaf under agreements, a seat for its share of the seats.
LEASES = """
leases AS (
    SELECT line.space_id AS key,
           ARRAY[sum((SELECT coalesce(extract(epoch FROM sum(upper(r) - lower(r))), 0)
                      FROM unnest(tstzmultirange(line.used) * room.service) r)
                     * CASE WHEN upper_inf(line.seats) THEN 1
                            ELSE (upper(line.seats) - lower(line.seats))::numeric
                                 / (SELECT seat_count FROM spaces_space WHERE id = line.space_id)
                       END)] AS numbers
    FROM line
    JOIN unnest(%(spaces)s::bigint[], %(service)s::tstzmultirange[]) AS room(space_id, service) USING (space_id)
    WHERE line.kind = 'agreement'
    GROUP BY line.space_id
)
"""

# A half-day counts once it is open at all; a desk is held in it as soon as a booking touches its open hours.
# Seats under an agreement are let, not offered by the half-day: they leave both sides.
DESKS = """
half AS (
    SELECT tstzrange(day AT TIME ZONE %(zone)s, (day + time '13:30') AT TIME ZONE %(zone)s) AS span
    FROM generate_series(%(first_day)s::timestamp, %(last_day)s::timestamp, interval '1 day') day
    UNION ALL
    SELECT tstzrange((day + time '13:30') AT TIME ZONE %(zone)s, (day + interval '1 day') AT TIME ZONE %(zone)s)
    FROM generate_series(%(first_day)s::timestamp, %(last_day)s::timestamp, interval '1 day') day
), opened AS (
    SELECT net.space_id, int4range(0, net.desks) AS seats, net.open * tstzmultirange(half.span) AS span
    FROM net JOIN half ON net.open && half.span
    WHERE net.bookable AND net.desks IS NOT NULL
), sat AS (
    SELECT opened.space_id,
           upper(opened.seats) AS offered,
           range_agg(line.seats * opened.seats) FILTER (WHERE line.kind = 'agreement') AS let,
           range_agg(line.seats * opened.seats) FILTER (WHERE line.confirmed) AS booked
    FROM opened LEFT JOIN line ON line.space_id = opened.space_id AND line.used && opened.span
    GROUP BY opened.space_id, opened.seats, opened.span
), desks AS (
    SELECT space_id AS key,
           ARRAY[sum(offered - coalesce((SELECT sum(upper(r) - lower(r)) FROM unnest(let) r), 0)),
                 sum(coalesce((SELECT sum(upper(r) - lower(r)) FROM unnest(booked - coalesce(let, '{}')) r), 0)),
                 sum(coalesce((SELECT sum(upper(r) - lower(r)) FROM unnest(let) r), 0))]::numeric[] AS numbers
    FROM sat GROUP BY space_id
)
"""

# Two organisations sit in a shared room at once: each one's hours count for it, the room's own only once. Nobody's
# have the key 0.
SHARES = """
stay AS (
    SELECT line.space_id, coalesce(line.organisation_id, 0) AS organisation, range_agg(line.used) AS used,
           count(*) FILTER (WHERE shared.claim_id IS NULL) AS stays
    FROM line LEFT JOIN shared USING (claim_id)
    WHERE line.confirmed GROUP BY line.space_id, coalesce(line.organisation_id, 0)
), shared_stay AS (
    SELECT line.space_id, coalesce(line.organisation_id, 0) AS organisation,
           count(DISTINCT line.claim_id) AS stays
    FROM line JOIN shared USING (claim_id)
    WHERE line.confirmed GROUP BY line.space_id, coalesce(line.organisation_id, 0)
), shares AS (
    SELECT stay.organisation AS key,
           ARRAY[sum(stay.stays + coalesce(shared_stay.stays, 0)),
                 sum((SELECT coalesce(extract(epoch FROM sum(upper(r) - lower(r))), 0)
                      FROM unnest(stay.used * net.open) r))] AS numbers
    FROM stay JOIN net USING (space_id) LEFT JOIN shared_stay USING (space_id, organisation)
    WHERE net.bookable
    GROUP BY stay.organisation
)
"""

TALLIES = {
    "sums": SUMS,
    "presence": PRESENCE,
    "leases": LEASES,
    "desks": DESKS,
    "slices": SLICES,
    "shares": SHARES,
}


def tallies(*names: str) -> str:
    """One statement for several tallies of a period; its rows: the name of the tally, a key, its numbers."""
    # S608: a name that is no key of TALLIES raises KeyError before it can reach the database.
    made = ", ".join(TALLIES[name] for name in names)
    told = " UNION ALL ".join(f"SELECT '{name}', key, numbers FROM {name}" for name in names)  # noqa: S608
    return f"{BASE}, {made} {told}"


# One row per space of a booking, whatever the seats it took there and however often it changed seat.
BEHIND = """
, stay AS (
    SELECT line.claim_id, line.space_id, range_agg(line.used) AS used, bool_or(line.known) AS known,
           bool_or(line.came) AS came
    FROM line WHERE line.confirmed GROUP BY line.claim_id, line.space_id
), behind AS MATERIALIZED (
    SELECT booking.id, stay.space_id, stay.used, booking.title, booking.organisation_id, stay.known, stay.came,
           (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0)
            FROM unnest(stay.used * tstzmultirange(tstzrange(%(start)s, %(end)s)) * net.open) r) AS inside,
           (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0)
            FROM unnest(stay.used * tstzmultirange(tstzrange(%(start)s, %(end)s)) - net.open) r) AS outside
    FROM stay JOIN net USING (space_id) JOIN bookings_booking booking USING (claim_id)
)
"""
BEHIND_ROWS = """
SELECT id, space_id, lower(used), upper(used), title, organisation_id, known, came, inside, outside
FROM behind ORDER BY lower(used), space_id, id LIMIT %(limit)s OFFSET %(offset)s
"""
BEHIND_SUMS = """
SELECT count(*), coalesce(sum(inside), 0), coalesce(sum(outside), 0),
       (SELECT coalesce(sum((SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0)
                             FROM unnest(net.inside) r)), 0) FROM net)
FROM behind
"""
