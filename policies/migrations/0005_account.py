"""The account of each document (对账), what people decide of its marks, and edits that stand for good."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0004_persons_overseers_and_extra'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentAccount',
            fields=[
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='account', serialize=False, to='policies.policydocument', verbose_name='文件')),
                ('marks', models.JSONField(default=list, verbose_name='标记')),
                ('counts', models.JSONField(default=dict, verbose_name='合计')),
                ('reading', models.CharField(blank=True, max_length=100, verbose_name='另一种读法')),
                ('first_line', models.PositiveIntegerField(blank=True, null=True, verbose_name='标出的正文起始行')),
                ('last_line', models.PositiveIntegerField(blank=True, null=True, verbose_name='标出的正文终止行')),
            ],
            options={
                'verbose_name': '对账',
                'verbose_name_plural': '对账',
            },
        ),
        migrations.AddField(
            model_name='checkitem',
            name='marks',
            field=models.CharField(blank=True, help_text='该类标记中待核的各处', max_length=10, verbose_name='所指标记'),
        ),
        migrations.AddField(
            model_name='draftedit',
            name='is_final',
            field=models.BooleanField(default=False, help_text='重新读取之后，此前的修改也不能再撤销', verbose_name='不可撤销'),
        ),
        migrations.CreateModel(
            name='MarkDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('duty', '责任词'), ('unit', '单位'), ('time', '时间'), ('label', '条目号'), ('cell', '单元格'), ('other', '其他内容')], max_length=10, verbose_name='类别')),
                ('span_start', models.PositiveIntegerField(verbose_name='原文起点')),
                ('span_end', models.PositiveIntegerField(verbose_name='原文终点')),
                ('text', models.CharField(max_length=100, verbose_name='原文')),
                ('rule', models.CharField(blank=True, help_text='此前按哪条规则不计；待核的为空', max_length=20, verbose_name='原按规则')),
                ('verdict', models.CharField(choices=[('none', '不是任务'), ('task', '作为任务'), ('checked', '已一并核对')], max_length=10, verbose_name='结论')),
                ('made', models.CharField(blank=True, max_length=200, verbose_name='加入的内容')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='核定时间')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核定人')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mark_decisions', to='policies.policydocument', verbose_name='文件')),
            ],
            options={
                'verbose_name': '标记核定',
                'verbose_name_plural': '标记核定',
                'ordering': ['document', 'span_start', 'id'],
                'constraints': [models.UniqueConstraint(fields=('document', 'kind', 'span_start', 'span_end'), name='mark_decided_once'), models.CheckConstraint(condition=models.Q(('span_start__lt', models.F('span_end'))), name='mark_decision_has_place'), models.CheckConstraint(condition=models.Q(('kind__in', ['duty', 'unit', 'time', 'label', 'cell', 'other'])), name='mark_decision_kind_known'), models.CheckConstraint(condition=models.Q(('verdict__in', ['none', 'task', 'checked'])), name='mark_decision_verdict_known')],
            },
        ),
    ]
