import django.db.models.deletion
import functools
import secrets
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('departments', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL, verbose_name='导出人')),
                ('query', models.CharField(blank=True, max_length=2000, verbose_name='筛选条件')),
                ('columns', models.JSONField(default=list, verbose_name='列')),
                ('on', models.DateField(verbose_name='截至日期')),
                ('state', models.CharField(choices=[('waiting', '排队中'), ('running', '正在生成'), ('done', '已生成'), ('failed', '未能生成')], default='waiting', editable=False, max_length=8, verbose_name='状态')),
                ('rows_done', models.PositiveIntegerField(default=0, verbose_name='已写行数')),
                ('rows_total', models.PositiveIntegerField(blank=True, null=True, verbose_name='总行数')),
                ('size', models.PositiveIntegerField(default=0, verbose_name='大小（字节）')),
                ('message', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='导出时间')),
                ('changed_at', models.DateTimeField(verbose_name='进度时间')),
                ('attempt', models.PositiveSmallIntegerField(default=0, verbose_name='次数')),
            ],
            options={
                'verbose_name': '台账导出',
                'verbose_name_plural': '台账导出',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['created_at'], name='export_created')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'running', 'done', 'failed'])), name='export_state_known')],
            },
        ),
        migrations.CreateModel(
            name='ExportPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='ledger.export')),
                ('position', models.PositiveIntegerField(verbose_name='次序')),
                ('content', models.BinaryField(verbose_name='内容')),
            ],
            options={
                'verbose_name': '导出文件内容',
                'verbose_name_plural': '导出文件内容',
                'ordering': ['export', 'position'],
                'constraints': [models.UniqueConstraint(fields=('export', 'position'), name='export_part_place_unique')],
            },
        ),
        migrations.CreateModel(
            name='LedgerLayout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('columns', models.JSONField(blank=True, default=list, verbose_name='显示的列')),
                ('query', models.CharField(blank=True, max_length=2000, verbose_name='上次的筛选条件')),
            ],
            options={
                'verbose_name': '台账版式',
                'verbose_name_plural': '台账版式',
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=functools.partial(secrets.token_urlsafe, *(12,), **{}), editable=False, max_length=24, unique=True, verbose_name='链接')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL, verbose_name='保存人')),
                ('name', models.CharField(max_length=50, verbose_name='名称')),
                ('query', models.CharField(blank=True, max_length=2000, verbose_name='筛选条件')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='保存时间')),
            ],
            options={
                'verbose_name': '台账视图',
                'verbose_name_plural': '台账视图',
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='saved_view_name_unique', violation_error_message='您已有同名的视图。'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_view_has_name')],
            },
        ),
    ]
