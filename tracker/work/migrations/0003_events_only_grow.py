"""On PostgreSQL the database itself refuses to change or delete a line of the timeline.

SQLite has no truncation, so that a test database could not be emptied under such a trigger; there the
model's own refusal stands alone.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION work_event_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a line of the timeline is never changed or deleted';
END $$;
CREATE TRIGGER work_event_only_grows BEFORE UPDATE OR DELETE ON work_event
    FOR EACH ROW EXECUTE FUNCTION work_event_only_grows();
"""
DROP = """
DROP TRIGGER work_event_only_grows ON work_event;
DROP FUNCTION work_event_only_grows();
"""


def _on_postgres(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("work", "0002_grams")]
    operations = [migrations.RunPython(_on_postgres(CREATE), _on_postgres(DROP))]
