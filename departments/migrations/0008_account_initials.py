"""Accounts are found by the first letters of a person's name: see common/db/initials.py."""

from django.db import migrations

# By it a word of letters is looked up among the accounts: desks/finding/lookup.py.
INDEX = (
    "CREATE INDEX account_initials ON departments_user USING gin (ducha_grams(ducha_initials(display_name)))"
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX account_initials")


class Migration(migrations.Migration):
    dependencies = [("departments", "0007_administrators")]
    operations = [migrations.RunPython(make, drop)]
