import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('departments', '0001_initial'),
        ('departments', '__first__'),
        ('work', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reform',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('merge', '合并'), ('rename', '更名'), ('split', '分立')], max_length=10, verbose_name='方式')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reforms', to='departments.department', verbose_name='原单位')),
                ('effective_on', models.DateField(verbose_name='生效日期')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='依据或说明')),
                ('old_name', models.CharField(max_length=100, verbose_name='原全称')),
                ('old_short_name', models.CharField(max_length=60, verbose_name='原简称')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='办理时间')),
                ('last_event', models.BigIntegerField(default=0, editable=False)),
                ('last_proposal_event', models.BigIntegerField(default=0, editable=False)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销人')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                ('undone_reason', models.CharField(blank=True, max_length=200, verbose_name='撤销原因')),
                ('successors', models.ManyToManyField(blank=True, related_name='reforms_received', to='departments.department', verbose_name='承接单位')),
            ],
            options={
                'verbose_name': '机构改革',
                'verbose_name_plural': '机构改革',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('kind', 'rename'), ('undone_at__isnull', True)), fields=['department', 'made_at'], name='reform_renamed')],
                'constraints': [models.CheckConstraint(condition=models.Q(('undone_at__isnull', True), models.Q(('undone_reason', ''), _negated=True), _connector='OR'), name='reform_undone_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='ReformMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reform', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='reforms.reform', verbose_name='机构改革')),
                ('model', models.CharField(max_length=40, verbose_name='类别')),
                ('object_id', models.BigIntegerField(verbose_name='编号')),
                ('assignment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reform_moves', to='work.assignment', verbose_name='交办事项')),
                ('before', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True, verbose_name='原来')),
                ('after', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True, verbose_name='现在')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='说明')),
            ],
            options={
                'verbose_name': '机构改革明细',
                'verbose_name_plural': '机构改革明细',
                'ordering': ['reform', 'id'],
                'indexes': [models.Index(fields=['model', 'object_id'], name='reform_move_of_row')],
            },
        ),
    ]
