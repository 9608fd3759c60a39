"""Documents and measures are found by the first letters of their titles: see common/db/initials.py.

By these indexes a word is looked up: desks/finding and tracker/work/search.py. The persons that documents name
are found by their names as well.
"""

from django.db import migrations

INDEXES = {
    "document_initials": ("policies_policydocument", 'ducha_initials("title")'),
    "measure_initials": ("policies_measure", 'ducha_initials("title")'),
    "person_initials": ("policies_namedperson", 'ducha_initials("name")'),
    "person_grams": ("policies_namedperson", '"name"'),
}


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, (table, text) in INDEXES.items():
            schema_editor.execute(f'CREATE INDEX {name} ON "{table}" USING gin (ducha_grams({text}))')


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("departments", "0005_initials"), ("policies", "0004_persons_overseers_and_extra")]
    operations = [migrations.RunPython(make, drop)]
