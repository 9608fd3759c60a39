"""The digests of a reminder are those of its person and its day."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("tracker", "0010_first_channels")]

    operations = [migrations.RemoveField(model_name="reminder", name="digest")]
