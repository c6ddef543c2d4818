from django.db import migrations

# Each statement of a volatile function sees what is committed when it begins, as if it were sent alone; and the server
# keeps its plan for the whole connection. `variable_conflict` says that a name is a column's wherever one has it.
LOCK = """
CREATE FUNCTION spaces_lock(asked bigint[], organisations bigint[])
RETURNS TABLE (id bigint, name text, turnaround interval, seat_count integer, part_id bigint, valid tstzrange)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
BEGIN
    PERFORM building.id FROM spaces_building building
    WHERE building.id = ANY(ARRAY(
        SELECT floor.building_id FROM spaces_floor floor JOIN spaces_space space ON space.floor_id = floor.id
        WHERE space.id = ANY(asked)))
    ORDER BY building.id FOR NO KEY UPDATE;

    IF organisations <> '{}' THEN
        PERFORM organisation.id FROM people_organisation organisation
        WHERE organisation.id = ANY(organisations) ORDER BY organisation.id FOR NO KEY UPDATE;
    END IF;

    PERFORM space.id FROM spaces_space space
    WHERE space.id = ANY(asked || ARRAY(SELECT part.part_id FROM spaces_part part WHERE part.whole_id = ANY(asked)))
    ORDER BY space.id FOR NO KEY UPDATE;

    RETURN QUERY
    SELECT space.id, space.name::text, space.turnaround, space.seat_count, part.part_id, part.valid
    FROM spaces_space space
    LEFT JOIN spaces_part part ON part.whole_id = space.id AND part.whole_id = ANY(asked)
    WHERE space.id = ANY(asked || ARRAY(SELECT part.part_id FROM spaces_part part WHERE part.whole_id = ANY(asked)))
    ORDER BY space.id, part.part_id, part.valid;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("spaces", "0006_messages")]

    operations = [
        migrations.RunSQL(LOCK, "DROP FUNCTION spaces_lock(bigint[], bigint[])"),
    ]
