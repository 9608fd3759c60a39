import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0034_upper_department'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assignment',
            name='department',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='departments.department', verbose_name='责任单位'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['department', 'id'], name='assignment_of_department'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('upper__isnull', False)), fields=['upper'], name='assignment_handed_on'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('parent__isnull', True), ('upper__isnull', True)), models.Q(('parent__isnull', False), ('upper__isnull', False)), _connector='OR'), name='assignment_upper_of_parent'),
        ),
    ]
