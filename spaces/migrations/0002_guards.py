from django.db import migrations

# Rules of one level, in one layer (the year's or a season's), never overlap: day, hours, dates, school weeks.
NO_OVERLAP = """
ALTER TABLE spaces_openingrule ADD CONSTRAINT spaces_openingrule_{owner}_no_overlap EXCLUDE USING gist (
    {owner}_id WITH =,
    weekday WITH =,
    ((valid_from IS NOT NULL OR valid_until IS NOT NULL)::int) WITH =,
    tsrange(
        date '2000-01-03' + opens,
        CASE WHEN closes = time '00:00' THEN timestamp '2000-01-04' ELSE date '2000-01-03' + closes END
    ) WITH &&,
    daterange(valid_from, valid_until, '[]') WITH &&,
    (CASE school_period
        WHEN 'term' THEN int4range(0, 1) WHEN 'holidays' THEN int4range(1, 2) ELSE int4range(0, 2)
    END) WITH &&
)
"""
DROP = "ALTER TABLE spaces_openingrule DROP CONSTRAINT spaces_openingrule_{owner}_no_overlap"


class Migration(migrations.Migration):

    dependencies = [
        ('spaces', '0001_initial'),
    ]

    operations = [
        *[
            migrations.RunSQL(NO_OVERLAP.format(owner=owner), DROP.format(owner=owner))
            for owner in ("place", "building", "space")
        ],
    ]
