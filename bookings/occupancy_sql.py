"""The statements under every rate of occupancy: `BASE`, then one of those that follow it."""

# One pass over the ledger. MATERIALIZED: otherwise the planner copies the multirange operations to every place
# that reads their result. People are shared between the leaves that one booking uses at the same hours, by
# their capacity, so that two hundred people in a hall of three bays are two hundred and not six hundred.
BASE = """
WITH asked AS MATERIALIZED (
    SELECT room.space_id, room.team, coalesce(schedule.open * room.service, '{}') AS open
    FROM unnest(%(spaces)s::bigint[], %(which)s::int[], %(service)s::tstzmultirange[], %(teams)s::int[])
         AS room(space_id, which, service, team)
    JOIN unnest(%(schedules)s::tstzmultirange[]) WITH ORDINALITY AS schedule(open, number)
      ON schedule.number = room.which
), line AS MATERIALIZED (
    SELECT occupation.space_id, occupation.claim_id, occupation.used, occupation.seats, claim.kind, space.capacity,
           booking.attendees, booking.status = 'confirmed' AS confirmed,
           coalesce(booking.checked_in_at, booking.not_honoured_at) IS NOT NULL
               OR booking.attendance_declared IS NOT NULL AS known,
           booking.check_in_by IS NOT NULL AS required,
           booking.checked_in_at IS NOT NULL OR booking.attendance_declared > 0 AS came
    FROM spaces_occupation occupation
    JOIN spaces_space space ON space.id = occupation.space_id
    JOIN spaces_claim claim ON claim.id = occupation.claim_id
    LEFT JOIN bookings_booking booking ON booking.claim_id = occupation.claim_id
    WHERE occupation.space_id = ANY(%(spaces)s)
      AND occupation.held && tstzrange(%(start)s, %(end)s)
      AND occupation.used && tstzrange(%(start)s, %(end)s)
), ledger AS (
    SELECT space_id,
           range_agg(used) FILTER (WHERE confirmed) AS booked,
           range_agg(used) FILTER (WHERE confirmed AND came) AS present,
           range_agg(used) FILTER (WHERE kind = 'closure' AND upper_inf(seats)) AS closed,
           range_agg(used) FILTER (WHERE kind = 'agreement' AND upper_inf(seats)) AS leased
    FROM line GROUP BY space_id
), net AS MATERIALIZED (
    SELECT asked.space_id,
           asked.open - coalesce(ledger.closed, '{}') - coalesce(ledger.leased, '{}') AS open,
           coalesce(ledger.booked, '{}') * tstzmultirange(tstzrange(%(start)s, %(end)s)) AS booked,
           coalesce(ledger.present, '{}') AS present,
           asked.open * coalesce(ledger.closed, '{}') AS closed,
           asked.open * coalesce(ledger.leased, '{}') AS leased
    FROM asked LEFT JOIN ledger USING (space_id)
)
"""

SUMS = """
, person AS (
    SELECT space_id, used, capacity,
           CASE WHEN upper_inf(seats)
                THEN attendees * capacity::numeric
                     / nullif(sum(capacity) OVER (PARTITION BY claim_id, used), 0)
                ELSE upper(seats) - lower(seats)
           END AS people
    FROM line WHERE confirmed
), gathered AS (
    SELECT space_id, min(capacity) AS capacity, array_agg(used) AS used, array_agg(people) AS people
    FROM person GROUP BY space_id
)
SELECT net.space_id, sums.*, coalesce(crowd.people, 0), coalesce(crowd.seated, 0)
FROM net
LEFT JOIN gathered USING (space_id)
CROSS JOIN LATERAL (
    SELECT (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(net.open) r),
           (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(net.booked * net.open) r),
           (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(net.present * net.open) r),
           (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(net.booked - net.open) r),
           (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(net.closed) r),
           (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(net.leased) r)
) sums
CROSS JOIN LATERAL (
    SELECT sum(person.people * inside.seconds) AS people,
           sum(least(person.people, gathered.capacity) * inside.seconds) AS seated
    FROM unnest(gathered.used, gathered.people) AS person(used, people)
    CROSS JOIN LATERAL (
        -- Nearly every booking lies within one opening: only the others pay for an intersection.
        SELECT CASE WHEN person.used <@ net.open
                    THEN extract(epoch FROM upper(person.used) - lower(person.used))
                    ELSE (SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0)
                          FROM unnest(tstzmultirange(person.used) * net.open) r)
               END AS seconds
    ) inside
) crowd
UNION ALL
-- The last rows count the bookings that ended, in all (team 0) and by group: those of which somebody said
-- whether anyone came, those whose arrival had to be confirmed, and those of these where nobody came.
SELECT NULL, coalesce(asked.team, 0), count(DISTINCT claim_id) FILTER (WHERE known), count(DISTINCT claim_id),
       count(DISTINCT claim_id) FILTER (WHERE required),
       count(DISTINCT claim_id) FILTER (WHERE required AND came IS NOT TRUE), 0, 0, 0
FROM line JOIN asked USING (space_id) WHERE confirmed AND upper(used) <= %(now)s
GROUP BY GROUPING SETS ((), (asked.team))
"""

# Cut at the full hours, so that a day of 23 hours has no third hour and one of 25 has twice its second.
SLICES = """
, piece AS (
    SELECT r AS span, true AS is_open FROM net, unnest(net.open) r
    UNION ALL SELECT r, false FROM net, unnest(net.booked * net.open) r
), slice AS (
    SELECT slot AT TIME ZONE %(zone)s AS local, is_open,
           extract(epoch FROM least(upper(span), slot + interval '1 hour') - greatest(lower(span), slot)) AS seconds
    FROM piece, generate_series(
        date_trunc('hour', lower(span)), upper(span) - interval '1 microsecond', interval '1 hour'
    ) slot
)
SELECT local::date, extract(hour FROM local)::int,
       coalesce(sum(seconds) FILTER (WHERE is_open), 0), coalesce(sum(seconds) FILTER (WHERE NOT is_open), 0)
FROM slice GROUP BY 1, 2 ORDER BY 1, 2
"""

LEASES = """
SELECT occupation.space_id,
       sum((SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(clipped) r)
           * CASE WHEN upper_inf(occupation.seats) THEN 1
                  ELSE (upper(occupation.seats) - lower(occupation.seats))::numeric
                       / (SELECT seat_count FROM spaces_space WHERE id = occupation.space_id)
             END)
FROM spaces_occupation occupation
JOIN spaces_claim claim ON claim.id = occupation.claim_id AND claim.kind = 'agreement'
JOIN unnest(%(spaces)s::bigint[], %(service)s::tstzmultirange[]) AS room(space_id, service) USING (space_id)
CROSS JOIN LATERAL (SELECT tstzmultirange(occupation.used) * room.service AS clipped) cut
WHERE occupation.held && tstzrange(%(start)s, %(end)s) AND NOT isempty(clipped)
GROUP BY occupation.space_id
"""

# A half-day counts once it is open at all; a desk is held in it as soon as a booking touches its open hours.
# Seats under an agreement are let, not offered by the half-day: they leave both sides.
DESKS = """
, half AS (
    SELECT tstzrange(day AT TIME ZONE %(zone)s, (day + time '13:30') AT TIME ZONE %(zone)s) AS span
    FROM generate_series(%(first_day)s::timestamp, %(last_day)s::timestamp, interval '1 day') day
    UNION ALL
    SELECT tstzrange((day + time '13:30') AT TIME ZONE %(zone)s, (day + interval '1 day') AT TIME ZONE %(zone)s)
    FROM generate_series(%(first_day)s::timestamp, %(last_day)s::timestamp, interval '1 day') day
), opened AS (
    SELECT net.space_id, int4range(0, desk.seats) AS seats, net.open * tstzmultirange(half.span) AS span
    FROM unnest(%(spaces)s::bigint[], %(seats)s::int[]) AS desk(space_id, seats)
    JOIN net USING (space_id)
    JOIN half ON net.open && half.span
), sat AS (
    SELECT opened.space_id,
           upper(opened.seats) AS offered,
           range_agg(line.seats * opened.seats) FILTER (WHERE line.kind = 'agreement') AS let,
           range_agg(line.seats * opened.seats) FILTER (WHERE line.confirmed) AS booked
    FROM opened LEFT JOIN line ON line.space_id = opened.space_id AND line.used && opened.span
    GROUP BY opened.space_id, opened.seats, opened.span
)
SELECT space_id,
       sum(offered - coalesce((SELECT sum(upper(r) - lower(r)) FROM unnest(let) r), 0)),
       sum(coalesce((SELECT sum(upper(r) - lower(r)) FROM unnest(booked - coalesce(let, '{}')) r), 0)),
       sum(coalesce((SELECT sum(upper(r) - lower(r)) FROM unnest(let) r), 0))
FROM sat GROUP BY space_id
"""

# Two organisations sit in a shared room at once: each one's hours count for it, the room's own only once.
SHARES = """
, stay AS (
    SELECT line.space_id, booking.organisation_id, range_agg(line.used) AS used, count(DISTINCT line.claim_id) AS stays
    FROM line JOIN bookings_booking booking USING (claim_id)
    WHERE line.confirmed GROUP BY line.space_id, booking.organisation_id
)
SELECT stay.organisation_id,
       sum(stay.stays),
       sum((SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) FROM unnest(stay.used * net.open) r))
FROM stay JOIN net USING (space_id)
GROUP BY stay.organisation_id
"""

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
                             FROM unnest(net.booked * net.open) r)), 0) FROM net)
FROM behind
"""
