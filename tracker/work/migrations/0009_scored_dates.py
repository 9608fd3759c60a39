from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0002_grams'),
        ('work', '0008_reports_owed'),
    ]

    operations = [
        migrations.AddField(
            model_name='assignmentmilestone',
            name='scored_on',
            field=models.DateField(blank=True, editable=False, help_text='单位申请延期前的时限；没有延期的为空', null=True, verbose_name='考核时限'),
        ),
        migrations.AddIndex(
            model_name='assignmentmilestone',
            index=models.Index(condition=models.Q(('scored_on__isnull', False)), fields=['scored_on'], name='assignment_milestone_scored'),
        ),
        migrations.AddIndex(
            model_name='assignmentmilestone',
            index=models.Index(condition=models.Q(('completed_on__isnull', False)), fields=['completed_on'], name='assignment_milestone_done'),
        ),
    ]
