"""Relations write through the base manager: it refuses to change a line of the timeline as well."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tracker", "0005_events_only_grow")]
    operations = [
        migrations.AlterModelOptions(
            name="event",
            options={
                "base_manager_name": "objects",
                "ordering": ["assignment", "id"],
                "verbose_name": "办理记录",
                "verbose_name_plural": "办理记录",
            },
        )
    ]
