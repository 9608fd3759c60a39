import django.core.validators
import django.db.models.deletion
import simple_history.models
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0003_grams'),
        ('policies', '0002_grams'),
        ('scorecard', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='scoreformula',
            name='lead_weight',
            field=models.DecimalField(decimal_places=1, default=Decimal('1.0'), max_digits=3, validators=[django.core.validators.MinValueValidator(0)], verbose_name='牵头事项权重'),
        ),
        migrations.AddField(
            model_name='scoreformula',
            name='responsible_weight',
            field=models.DecimalField(decimal_places=1, default=Decimal('1.0'), max_digits=3, validators=[django.core.validators.MinValueValidator(0)], verbose_name='负责事项权重'),
        ),
        migrations.CreateModel(
            name='HistoricalDocumentWeight',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('weight', models.DecimalField(decimal_places=1, max_digits=3, verbose_name='权重')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('set_at', models.DateTimeField(blank=True, editable=False, verbose_name='设定时间')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('document', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='policies.policydocument', verbose_name='文件')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(blank=True, db_constraint=False, default=1, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.office', verbose_name='督查室')),
                ('set_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设定人')),
            ],
            options={
                'verbose_name': 'historical 文件权重',
                'verbose_name_plural': 'historical 文件权重',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='DocumentWeight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.DecimalField(decimal_places=1, max_digits=3, verbose_name='权重')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('set_at', models.DateTimeField(auto_now=True, verbose_name='设定时间')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='score_weight', to='policies.policydocument', verbose_name='文件')),
                ('office', models.ForeignKey(db_index=False, default=1, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='departments.office', verbose_name='督查室')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设定人')),
            ],
            options={
                'verbose_name': '文件权重',
                'verbose_name_plural': '文件权重',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('weight__gt', 0), ('weight__lte', 10)), name='document_weight_range'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='document_weight_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='HandPoints',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(help_text='落在哪个考核期间，就计入哪个期间', verbose_name='计入日期')),
                ('points', models.DecimalField(decimal_places=1, help_text='加分为正，减分为负', max_digits=4, verbose_name='分值')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('given_at', models.DateTimeField(auto_now_add=True, verbose_name='评定时间')),
                ('taken_back_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                ('taken_back_reason', models.CharField(blank=True, max_length=200, verbose_name='撤销原因')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_points', to='departments.department', verbose_name='单位')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='评定人')),
                ('office', models.ForeignKey(db_index=False, default=1, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='departments.office', verbose_name='督查室')),
                ('taken_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销人')),
            ],
            options={
                'verbose_name': '加减分',
                'verbose_name_plural': '加减分',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('taken_back_at__isnull', True)), fields=['on'], name='hand_points_on')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('points', 0), _negated=True), ('points__gte', -20), ('points__lte', 20)), name='hand_points_range'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='hand_points_have_reason'), models.CheckConstraint(condition=models.Q(('taken_back_at__isnull', True), models.Q(('taken_back_reason', ''), _negated=True), _connector='OR'), name='hand_points_taken_back_with_reason')],
            },
        ),
    ]
