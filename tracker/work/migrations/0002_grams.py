"""The index of pairs of characters over the texts of this app: see the migration `grams` of departments."""

from django.db import migrations

INDEXES = {
    "report_grams": ("work_progressreport", ["narrative", "problems", "next_steps", "coordination"]),
}


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, (table, columns) in INDEXES.items():
            text = r" || E'\n' || ".join(f'"{column}"' for column in columns)
            schema_editor.execute(f'CREATE INDEX {name} ON "{table}" USING gin (ducha_grams({text}))')


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("departments", "0003_grams"), ("work", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
