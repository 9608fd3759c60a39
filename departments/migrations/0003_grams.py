"""The index of pairs of characters, by which PostgreSQL finds Chinese words: see tracker/work/search.py.

`ducha_grams(text)` gives every two characters that stand side by side (the last one alone), in small letters;
the indexes over it are kept by the database itself, so that rows written by any program are found. Only the
first 100,000 characters of a text are looked at: more pairs would not fit into one entry. The cost says that
no text is read where the index can be; higher, and the database would compile the question first. Not
PARALLEL SAFE: a word is looked up in under a millisecond, starting helper processes for it took fifty.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION ducha_grams(t text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT COST 1000 AS $$
    SELECT array_to_tsvector(array(SELECT a || coalesce(b, '') FROM unnest(c, c[2:]) AS u(a, b)))
    FROM string_to_array(left(lower(t COLLATE "C"), 100000), NULL) AS c
$$
"""
INDEXES = (
    """
CREATE INDEX department_grams ON departments_department
USING gin (ducha_grams("name" || E'\\n' || "short_name"))
""",
    'CREATE INDEX alias_grams ON departments_departmentalias USING gin (ducha_grams("text"))',
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        for index in INDEXES:
            schema_editor.execute(index)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX alias_grams")
        schema_editor.execute("DROP INDEX department_grams")
        schema_editor.execute("DROP FUNCTION ducha_grams(text)")


class Migration(migrations.Migration):
    dependencies = [("departments", "0002_first_office")]
    operations = [migrations.RunPython(make, drop)]
