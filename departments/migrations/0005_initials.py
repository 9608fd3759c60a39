"""Units are found by the first letters of their pinyin: see common/db/initials.py.

On PostgreSQL the database spells the names by itself and keeps the index, whoever writes; on SQLite every
connection knows the function.
"""

from django.db import migrations

from common.db.initials import function

# By them a word of letters is looked up in every name of a unit: tracker/work/search.py, desks/finding.
INDEXES = {
    "department_initials": ("departments_department", "name"),
    "department_short_initials": ("departments_department", "short_name"),
    "alias_initials": ("departments_departmentalias", "text"),
}


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(function())
        for name, (table, column) in INDEXES.items():
            schema_editor.execute(
                f'CREATE INDEX {name} ON "{table}" USING gin (ducha_grams(ducha_initials("{column}")))'
            )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX {name}")
        schema_editor.execute("DROP FUNCTION ducha_initials(text)")


class Migration(migrations.Migration):
    dependencies = [("departments", "0004_office_letterhead")]
    operations = [migrations.RunPython(make, drop)]
