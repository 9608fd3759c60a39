"""Files that were imported before there were records of imports get theirs."""

from django.db import migrations

STATES = {"draft": "ready", "archived": "dropped"}


def add_records(apps, schema_editor):
    Import, ImportEntry = apps.get_model("policies", "Import"), apps.get_model("policies", "ImportEntry")
    PolicyDocument = apps.get_model("policies", "PolicyDocument")
    columns = ("pk", "name", "sha256", "size", "uploaded_by_id", "uploaded_at")
    sources = apps.get_model("policies", "SourceFile").objects.order_by("pk").values_list(*columns)
    for pk, name, sha256, size, uploaded_by, uploaded_at in sources.iterator():
        documents = PolicyDocument.objects.filter(source=pk).order_by("position")
        found = list(documents.values_list("pk", "title", "number", "status"))
        states = [STATES.get(status, "confirmed") for _, _, _, status in found]
        record = Import.objects.create(
            name=name,
            sha256=sha256,
            size=size,
            imported_by_id=uploaded_by,
            created_at=uploaded_at,
            changed_at=uploaded_at,
            percent=100,
            state="ready" if "ready" in states else "confirmed",
        )
        ImportEntry.objects.bulk_create(
            ImportEntry(
                record=record, position=position, title=title, number=number, state=state, document_id=document
            )
            for position, ((document, title, number, _), state) in enumerate(zip(found, states))
        )


class Migration(migrations.Migration):
    dependencies = [("policies", "0007_import_timetable")]
    operations = [migrations.RunPython(add_records, migrations.RunPython.noop)]
