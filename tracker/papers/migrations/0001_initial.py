import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('departments', '0001_initial'),
        ('departments', '__first__'),
        ('policies', '0001_initial'),
        ('work', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('bulletin', '通报'), ('notice', '督办单')], max_length=10, verbose_name='种类')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('serial', models.PositiveIntegerField(verbose_name='顺序号')),
                ('number', models.CharField(max_length=40, verbose_name='文号')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('issued_on', models.DateField(verbose_name='印发日期')),
                ('first', models.DateField(blank=True, null=True, verbose_name='起始日期')),
                ('last', models.DateField(blank=True, null=True, verbose_name='截止日期')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policydocument', verbose_name='所涉文件')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='departments.department', verbose_name='受送单位')),
                ('answer_by', models.DateField(blank=True, null=True, verbose_name='答复时限')),
                ('figures', models.JSONField(verbose_name='数字')),
                ('words', models.JSONField(verbose_name='文字')),
                ('data', models.BinaryField(verbose_name='文件')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='印发人')),
                ('issued_at', models.DateTimeField(auto_now_add=True, verbose_name='印发时间')),
                ('assignments', models.ManyToManyField(blank=True, related_name='notices', to='work.assignment', verbose_name='督办事项')),
            ],
            options={
                'verbose_name': '通报和督办单',
                'verbose_name_plural': '通报和督办单',
                'ordering': ['-id'],
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('kind', 'year', 'serial'), name='paper_number_unique'), models.CheckConstraint(condition=models.Q(('serial__gte', 1)), name='paper_serial_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('first__isnull', False), ('kind', 'bulletin'), ('last__gte', models.F('first'))), models.Q(('answer_by__isnull', False), ('department__isnull', False), ('kind', 'notice')), _connector='OR'), name='paper_of_a_period_or_a_unit')],
            },
        ),
        migrations.CreateModel(
            name='PaperSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('bulletin', '通报'), ('notice', '督办单')], max_length=10, verbose_name='种类')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('last', models.PositiveIntegerField(default=0, verbose_name='末号')),
            ],
            options={
                'verbose_name': '文书编号',
                'verbose_name_plural': '文书编号',
                'constraints': [models.UniqueConstraint(fields=('kind', 'year'), name='paper_series_unique')],
            },
        ),
        migrations.CreateModel(
            name='PaperTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(db_index=False, default=1, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='departments.office', verbose_name='督查室')),
                ('kind', models.CharField(choices=[('bulletin', '通报'), ('notice', '督办单')], max_length=10, verbose_name='种类')),
                ('name', models.CharField(max_length=255, verbose_name='文件名')),
                ('data', models.BinaryField(verbose_name='内容')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
            ],
            options={
                'verbose_name': '文书模板',
                'verbose_name_plural': '文书模板',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['bulletin', 'notice'])), name='paper_template_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='PaperWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paper', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='papers.paper', verbose_name='文书')),
                ('reason', models.TextField(verbose_name='撤回原因')),
                ('withdrawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤回人')),
                ('withdrawn_at', models.DateTimeField(auto_now_add=True, verbose_name='撤回时间')),
            ],
            options={
                'verbose_name': '文书撤回',
                'verbose_name_plural': '文书撤回',
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='paper_withdrawal_has_reason')],
            },
        ),
    ]
