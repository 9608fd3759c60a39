import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('departments', '0003_grams'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalDayOff',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('day', models.DateField(verbose_name='日期')),
                ('kind', models.CharField(choices=[('off', '休息'), ('worked', '上班')], max_length=10, verbose_name='安排')),
                ('name', models.CharField(blank=True, help_text='如：春节、国庆节调休', max_length=30, verbose_name='说明')),
                ('entered_at', models.DateTimeField(blank=True, editable=False, verbose_name='录入时间')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('entered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(blank=True, db_constraint=False, default=1, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.office', verbose_name='督查室')),
            ],
            options={
                'verbose_name': 'historical 工作日历',
                'verbose_name_plural': 'historical 工作日历',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='DayOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='日期')),
                ('kind', models.CharField(choices=[('off', '休息'), ('worked', '上班')], max_length=10, verbose_name='安排')),
                ('name', models.CharField(blank=True, help_text='如：春节、国庆节调休', max_length=30, verbose_name='说明')),
                ('entered_at', models.DateTimeField(auto_now=True, verbose_name='录入时间')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                ('office', models.ForeignKey(db_index=False, default=1, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='departments.office', verbose_name='督查室')),
            ],
            options={
                'verbose_name': '工作日历',
                'verbose_name_plural': '工作日历',
                'ordering': ['day'],
                'constraints': [models.UniqueConstraint(fields=('office', 'day'), name='day_off_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['off', 'worked'])), name='day_off_kind_known')],
            },
        ),
    ]
