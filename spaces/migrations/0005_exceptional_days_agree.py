from datetime import time

from django.db import migrations

# The hours of one date, at one level, never overlap; a closed day takes the whole of it.
NO_OVERLAP = """
ALTER TABLE spaces_openingexception ADD CONSTRAINT spaces_openingexception_{owner}_no_overlap EXCLUDE USING gist (
    {owner}_id WITH =,
    date WITH =,
    tsrange(
        date + COALESCE(opens, time '00:00'),
        CASE WHEN COALESCE(closes, time '00:00') = time '00:00' THEN date + time '00:00' + interval '1 day'
             ELSE date + closes END
    ) WITH &&
)
"""
DROP = "ALTER TABLE spaces_openingexception DROP CONSTRAINT spaces_openingexception_{owner}_no_overlap"


def end_of(row):
    """Midnight comes last."""
    return row.closes if row.closes != time(0) else time.max


def join(apps, schema_editor):
    """Say in rows that agree what contradictory ones meant until now: open whenever one of them said so."""
    days = {}
    for row in apps.get_model("spaces", "OpeningException").objects.order_by("opens", "pk"):
        days.setdefault((row.place_id, row.building_id, row.space_id, row.date), []).append(row)
    for rows in days.values():
        first, *others = [row for row in rows if row.opens is not None] or rows[:1]
        kept = [first]
        for row in others:
            if row.opens >= end_of(kept[-1]):
                kept.append(row)
            else:
                kept[-1].closes = max(kept[-1], row, key=end_of).closes
        for row in rows:
            if row in kept:
                row.save(update_fields=["closes"])
            else:
                row.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("spaces", "0004_auditions"),
    ]

    operations = [
        migrations.RunPython(join, migrations.RunPython.noop),
        *[
            migrations.RunSQL(NO_OVERLAP.format(owner=owner), DROP.format(owner=owner))
            for owner in ("place", "building", "space")
        ],
    ]
