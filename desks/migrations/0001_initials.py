"""Documents and measures are found by the first letters of their titles: see common/db/initials.py.

By these indexes a word of letters is looked up: desks/finding and tracker/work/search.py.
"""

from django.db import migrations

INDEXES = {
    "document_initials": "policies_policydocument",
    "measure_initials": "policies_measure",
}


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, table in INDEXES.items():
            schema_editor.execute(
                f'CREATE INDEX {name} ON "{table}" USING gin (ducha_grams(ducha_initials("title")))'
            )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("departments", "0004_initials"), ("policies", "0002_grams")]
    operations = [migrations.RunPython(make, drop)]
