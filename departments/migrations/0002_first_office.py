"""The first office: documents, rules and settings are its own until another one is added."""

from django.db import migrations


def add_office(apps, schema_editor):
    Office = apps.get_model("departments", "Office")
    Office.objects.create(pk=1, name="督查室")
    if schema_editor.connection.vendor == "postgresql":  # a key that was given does not move the sequence
        schema_editor.execute("SELECT setval(pg_get_serial_sequence('departments_office', 'id'), 1)")


class Migration(migrations.Migration):
    dependencies = [("departments", "0001_initial")]
    operations = [migrations.RunPython(add_office, migrations.RunPython.noop)]
