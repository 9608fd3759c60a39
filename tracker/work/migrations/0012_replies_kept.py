"""What was replied before: the first answer of each unit."""

from django.db import migrations

BATCH = 2000


def fill(apps, schema_editor):
    Item = apps.get_model("work", "InstructionItem")
    Reply = apps.get_model("work", "InstructionReply")
    replied = Item.objects.filter(replied_at__isnull=False, replied_by__isnull=False).order_by("pk")
    last = 0
    while rows := list(replied.filter(pk__gt=last)[:BATCH]):
        last = rows[-1].pk
        Reply.objects.bulk_create(
            Reply(item_id=row.pk, text=row.reply, by_id=row.replied_by_id, on=row.replied_on) for row in rows
        )


class Migration(migrations.Migration):

    dependencies = [
        ('work', '0011_instructions_on_measures'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
