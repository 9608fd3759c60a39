from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('work', '0006_reports_say_something_new'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='assignment',
            name='assignment_open_dates',
        ),
        migrations.RemoveIndex(
            model_name='assignmentsnapshot',
            name='snapshot_open_until',
        ),
        migrations.RemoveIndex(
            model_name='assignmentsnapshot',
            name='snapshot_open_since',
        ),
        migrations.AddField(
            model_name='assignment',
            name='has_reported',
            field=models.BooleanField(default=False, editable=False, verbose_name='报送过进展'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='report_due_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='下次报送日期'),
        ),
        migrations.AddField(
            model_name='assignmentsnapshot',
            name='dispatched_on',
            field=models.DateField(null=True, verbose_name='交办日期'),
        ),
        migrations.AddField(
            model_name='assignmentsnapshot',
            name='has_reported',
            field=models.BooleanField(default=False, verbose_name='报送过进展'),
        ),
        migrations.AddField(
            model_name='assignmentsnapshot',
            name='report_due_on',
            field=models.DateField(null=True, verbose_name='下次报送日期'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('status__in', ('pending', 'active', 'in_review'))), fields=['must_due_on', 'id'], include=('due_on', 'department', 'document', 'report_due_on', 'dispatched_on', 'status', 'has_reported'), name='assignment_open_lights'),
        ),
        migrations.AddIndex(
            model_name='assignmentsnapshot',
            index=models.Index(condition=models.Q(('status__in', ('pending', 'active', 'in_review'))), fields=['until', 'since', 'must_due_on', 'due_on'], include=('report_due_on', 'dispatched_on', 'status', 'has_reported'), name='snapshot_lights_until'),
        ),
        migrations.AddIndex(
            model_name='assignmentsnapshot',
            index=models.Index(condition=models.Q(('status__in', ('pending', 'active', 'in_review'))), fields=['since', 'until', 'must_due_on', 'due_on'], include=('report_due_on', 'dispatched_on', 'status', 'has_reported'), name='snapshot_lights_since'),
        ),
    ]
