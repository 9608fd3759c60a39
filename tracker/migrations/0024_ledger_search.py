"""The index of pairs of characters, by which PostgreSQL finds Chinese words: see tracker/search.py.

`ducha_grams(text)` gives every two characters that stand side by side (the last one alone), in small letters;
the indexes over it are kept by the database itself, so that rows written by any program are found. Only the
first 100,000 characters of a text are looked at: more pairs would not fit into one entry. The high COST says
that reading texts without the index is never cheap.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION ducha_grams(t text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
    SELECT array_to_tsvector(array(SELECT a || coalesce(b, '') FROM unnest(c, c[2:]) AS u(a, b)))
    FROM string_to_array(left(lower(t COLLATE "C"), 100000), NULL) AS c
$$
"""
INDEXES = {
    "measure_grams": ("policies_measure", ["title", "text"]),
    "task_grams": ("policies_task", ["text"]),
    "document_grams": ("policies_policydocument", ["number", "title"]),
    "department_grams": ("departments_department", ["name", "short_name"]),
    "report_grams": ("tracker_progressreport", ["narrative", "problems", "next_steps", "coordination"]),
}


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION)
    for name, (table, columns) in INDEXES.items():
        text = r" || E'\n' || ".join(f'"{column}"' for column in columns)
        schema_editor.execute(f'CREATE INDEX {name} ON "{table}" USING gin (ducha_grams({text}))')


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")
    schema_editor.execute("DROP FUNCTION IF EXISTS ducha_grams(text)")


class Migration(migrations.Migration):

    dependencies = [
        ("departments", "0002_working_cycle"),
        ("policies", "0003_working_cycle"),
        ("tracker", "0023_ledger"),
    ]

    operations = [migrations.RunPython(make, drop)]
