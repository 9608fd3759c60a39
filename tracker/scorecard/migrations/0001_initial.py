import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('departments', '0001_initial'),
        ('departments', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ScoreFormula',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(db_index=False, default=1, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='departments.office', verbose_name='督查室')),
                ('on_time_weight', models.PositiveSmallIntegerField(default=60, help_text='三项权重合计须为100', verbose_name='按时完成率权重')),
                ('lateness_weight', models.PositiveSmallIntegerField(default=20, verbose_name='逾期天数权重')),
                ('quality_weight', models.PositiveSmallIntegerField(default=20, verbose_name='进展质量权重')),
                ('lateness_limit', models.PositiveSmallIntegerField(default=30, help_text='平均逾期达到这个天数，逾期天数一项得0分', validators=[django.core.validators.MinValueValidator(1)], verbose_name='逾期天数上限')),
                ('return_points', models.DecimalField(decimal_places=1, default=Decimal('1.0'), max_digits=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='每次退回扣分')),
                ('extension_points', models.DecimalField(decimal_places=1, default=Decimal('0.5'), max_digits=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='每次延期扣分')),
                ('most_points', models.PositiveSmallIntegerField(default=20, help_text='退回和延期合计最多扣多少分', validators=[django.core.validators.MaxValueValidator(100)], verbose_name='扣分上限')),
                ('note', models.CharField(max_length=200, verbose_name='修改说明')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='修改人')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='修改时间')),
            ],
            options={
                'verbose_name': '考核公式',
                'verbose_name_plural': '考核公式',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('on_time_weight', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('lateness_weight')), '-', models.F('quality_weight')))), name='score_formula_weights_make_100', violation_error_message='三项权重合计须为100。'), models.CheckConstraint(condition=models.Q(('lateness_limit__gte', 1)), name='score_formula_has_limit'), models.CheckConstraint(condition=models.Q(('extension_points__gte', 0), ('most_points__lte', 100), ('return_points__gte', 0)), name='score_formula_takes_points')],
            },
        ),
    ]
