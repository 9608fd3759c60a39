import django.core.validators
import django.db.models.deletion
import re
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('departments', '0001_initial'),
        ('departments', '__first__'),
        ('policies', '0001_initial'),
        ('proposals', '0001_initial'),
        ('work', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sweep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(unique=True, verbose_name='日期')),
                ('finished_at', models.DateTimeField(auto_now=True, verbose_name='完成时间')),
            ],
            options={
                'verbose_name': '提醒巡查',
                'verbose_name_plural': '提醒巡查',
                'ordering': ['-on'],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True, verbose_name='密钥摘要')),
                ('renewed_at', models.DateTimeField(auto_now=True, verbose_name='更换时间')),
            ],
            options={
                'verbose_name': '日历订阅',
                'verbose_name_plural': '日历订阅',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ChannelSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', '邮件'), ('wecom', '企业微信'), ('dingtalk', '钉钉'), ('feishu', '飞书'), ('sms', '短信'), ('webhook', '网络回调')], max_length=10, unique=True, verbose_name='渠道')),
                ('offered', models.BooleanField(default=False, help_text='用户可以选用', verbose_name='启用')),
                ('compulsory', models.BooleanField(default=False, help_text='所有人都经该渠道接收，不能关闭', verbose_name='必须接收')),
                ('gateway', models.CharField(blank=True, help_text='短信网关的地址；企业微信、钉钉、飞书为私有部署或经代理时填写', max_length=200, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='网关地址')),
                ('hosts', models.CharField(blank=True, help_text='网络回调只能发往这些主机（含端口），用空格隔开，如hook.example.gov.cn:8443', max_length=500, verbose_name='允许的主机')),
                ('secret', models.TextField(blank=True, editable=False, verbose_name='网关密钥')),
            ],
            options={
                'verbose_name': '渠道设置',
                'verbose_name_plural': '渠道设置',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['email', 'wecom', 'dingtalk', 'feishu', 'sms', 'webhook'])), name='channel_setting_kind_known'), models.CheckConstraint(condition=models.Q(('compulsory', False), ('offered', True), _connector='OR'), name='channel_compulsory_is_offered', violation_error_message='必须接收的渠道须先启用。')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalReminderRule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('rule', models.CharField(choices=[('due_soon', '即将到期'), ('overdue', '已经逾期'), ('strive_passed', '争取时限已过'), ('unacknowledged', '逾期未签收'), ('report_missing', '进展未报送'), ('returned', '退回未处理'), ('instruction_open', '批示未回复'), ('escalated', '逾期升级督办')], max_length=20, verbose_name='事由')),
                ('before', models.CharField(blank=True, help_text='到期前第几天提醒，用英文逗号隔开，0为当天，如15,7,1,0', max_length=60, validators=[django.core.validators.RegexValidator(re.compile('^\\d+(?:,\\d+)*\\Z'), code='invalid', message='Enter only digits separated by commas.')], verbose_name='提前天数')),
                ('first', models.PositiveSmallIntegerField(blank=True, help_text='如逾期第1天', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='之后第几天')),
                ('every', models.PositiveSmallIntegerField(blank=True, help_text='不填则只提醒一次', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='此后每隔几天')),
                ('in_workdays', models.BooleanField(default=False, verbose_name='之后的天数按工作日计')),
                ('to_filer', models.BooleanField(default=False, verbose_name='提醒填报员')),
                ('to_head', models.BooleanField(default=False, verbose_name='提醒单位负责人')),
                ('to_leader', models.BooleanField(default=False, help_text='单位（或其上级单位）没有领导任职的，提醒督查室所在单位的领导', verbose_name='提醒分管领导')),
                ('to_office', models.BooleanField(default=False, verbose_name='提醒督查室')),
                ('on_days_off', models.BooleanField(default=False, help_text='否则由下一个工作日补上', verbose_name='休息日也提醒')),
                ('enabled', models.BooleanField(default=True, verbose_name='启用')),
                ('office', models.ForeignKey(blank=True, db_constraint=False, default=1, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.office', verbose_name='督查室')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical 提醒规则',
                'verbose_name_plural': 'historical 提醒规则',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assignment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='work.assignment', verbose_name='交办事项')),
                ('sponsor', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='proposals.proposalsponsor', verbose_name='建议提案')),
                ('milestone', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='work.assignmentmilestone', verbose_name='时限')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to=settings.AUTH_USER_MODEL, verbose_name='接收人')),
                ('rule', models.CharField(choices=[('due_soon', '即将到期'), ('overdue', '已经逾期'), ('strive_passed', '争取时限已过'), ('unacknowledged', '逾期未签收'), ('urged', '督查室催办'), ('instructed', '领导批示'), ('report_missing', '进展未报送'), ('returned', '退回未处理'), ('instruction_open', '批示未回复'), ('escalated', '逾期升级督办')], max_length=20, verbose_name='事由')),
                ('trigger', models.CharField(max_length=40, verbose_name='场合')),
                ('on', models.DateField(verbose_name='日期')),
                ('message', models.CharField(max_length=300, verbose_name='内容')),
                ('digest_on', models.DateField(blank=True, null=True, verbose_name='汇总日期')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='生成时间')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='打开时间')),
            ],
            options={
                'verbose_name': '提醒',
                'verbose_name_plural': '提醒',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('milestone__isnull', False)), fields=['milestone'], name='reminder_of_milestone'), models.Index(condition=models.Q(('digest_on__isnull', True)), fields=['user'], name='reminder_without_digest'), models.Index(fields=['user', '-id'], name='reminder_of_user')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('milestone__isnull', False)), fields=('assignment', 'milestone', 'user', 'rule', 'trigger'), name='reminder_unique'), models.UniqueConstraint(condition=models.Q(('milestone__isnull', True)), fields=('assignment', 'user', 'rule', 'trigger'), name='reminder_unique_without_milestone'), models.UniqueConstraint(condition=models.Q(('sponsor__isnull', False)), fields=('sponsor', 'user', 'rule', 'trigger'), name='reminder_unique_of_proposal'), models.CheckConstraint(condition=models.Q(models.Q(('assignment__isnull', False), ('sponsor__isnull', True)), models.Q(('assignment__isnull', True), ('sponsor__isnull', False)), _connector='OR'), name='reminder_about_one_thing'), models.CheckConstraint(condition=models.Q(('rule__in', ['due_soon', 'overdue', 'strive_passed', 'unacknowledged', 'urged', 'instructed', 'report_missing', 'returned', 'instruction_open', 'escalated'])), name='reminder_rule_known')],
            },
        ),
        migrations.CreateModel(
            name='InboxReminder',
            fields=[
            ],
            options={
                'verbose_name': '收件箱',
                'verbose_name_plural': '收件箱',
                'ordering': ['-id'],
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('reminders.reminder',),
        ),
        migrations.CreateModel(
            name='ReminderRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.ForeignKey(db_index=False, default=1, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='departments.office', verbose_name='督查室')),
                ('rule', models.CharField(choices=[('due_soon', '即将到期'), ('overdue', '已经逾期'), ('strive_passed', '争取时限已过'), ('unacknowledged', '逾期未签收'), ('report_missing', '进展未报送'), ('returned', '退回未处理'), ('instruction_open', '批示未回复'), ('escalated', '逾期升级督办')], max_length=20, verbose_name='事由')),
                ('before', models.CharField(blank=True, help_text='到期前第几天提醒，用英文逗号隔开，0为当天，如15,7,1,0', max_length=60, validators=[django.core.validators.RegexValidator(re.compile('^\\d+(?:,\\d+)*\\Z'), code='invalid', message='Enter only digits separated by commas.')], verbose_name='提前天数')),
                ('first', models.PositiveSmallIntegerField(blank=True, help_text='如逾期第1天', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='之后第几天')),
                ('every', models.PositiveSmallIntegerField(blank=True, help_text='不填则只提醒一次', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='此后每隔几天')),
                ('in_workdays', models.BooleanField(default=False, verbose_name='之后的天数按工作日计')),
                ('to_filer', models.BooleanField(default=False, verbose_name='提醒填报员')),
                ('to_head', models.BooleanField(default=False, verbose_name='提醒单位负责人')),
                ('to_leader', models.BooleanField(default=False, help_text='单位（或其上级单位）没有领导任职的，提醒督查室所在单位的领导', verbose_name='提醒分管领导')),
                ('to_office', models.BooleanField(default=False, verbose_name='提醒督查室')),
                ('on_days_off', models.BooleanField(default=False, help_text='否则由下一个工作日补上', verbose_name='休息日也提醒')),
                ('enabled', models.BooleanField(default=True, verbose_name='启用')),
            ],
            options={
                'verbose_name': '提醒规则',
                'verbose_name_plural': '提醒规则',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('rule__in', ['due_soon', 'overdue', 'strive_passed', 'unacknowledged', 'report_missing', 'returned', 'instruction_open', 'escalated'])), name='reminder_rule_is_swept'), models.CheckConstraint(condition=models.Q(models.Q(('before', ''), _negated=True), ('first__isnull', False), _connector='OR'), name='reminder_rule_has_days', violation_error_message='请填写提前天数或之后第几天。'), models.CheckConstraint(condition=models.Q(('to_filer', True), ('to_head', True), ('to_leader', True), ('to_office', True), _connector='OR'), name='reminder_rule_tells_somebody', violation_error_message='请至少选择一类接收人。'), models.CheckConstraint(condition=models.Q(('every__isnull', True), models.Q(('every__gte', 1), ('first__isnull', False)), _connector='OR'), name='reminder_rule_repeats_from_first', violation_error_message='填写了间隔的，须同时填写之后第几天。')],
            },
        ),
        migrations.CreateModel(
            name='ReminderExemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.ForeignKey(blank=True, help_text='不选则对全部规则生效；领导批示和催办不受影响', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='exemptions', to='reminders.reminderrule', verbose_name='规则')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='policies.policydocument', verbose_name='文件')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='departments.department', verbose_name='单位')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('enabled', models.BooleanField(default=True, verbose_name='生效')),
            ],
            options={
                'verbose_name': '免提醒',
                'verbose_name_plural': '免提醒',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('document__isnull', False), ('department__isnull', False), _connector='OR'), name='reminder_exemption_of_something', violation_error_message='请选择文件或单位。'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='reminder_exemption_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalReminderExemption',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('enabled', models.BooleanField(default=True, verbose_name='生效')),
                ('rule', models.ForeignKey(blank=True, db_constraint=False, help_text='不选则对全部规则生效；领导批示和催办不受影响', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reminders.reminderrule', verbose_name='规则')),
                ('document', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='policies.policydocument', verbose_name='文件')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.department', verbose_name='单位')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical 免提醒',
                'verbose_name_plural': 'historical 免提醒',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channels', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
                ('kind', models.CharField(choices=[('email', '邮件'), ('wecom', '企业微信'), ('dingtalk', '钉钉'), ('feishu', '飞书'), ('sms', '短信'), ('webhook', '网络回调')], max_length=10, verbose_name='渠道')),
                ('secret', models.TextField(blank=True, editable=False, verbose_name='地址')),
                ('enabled', models.BooleanField(default=True, verbose_name='接收')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
            ],
            options={
                'verbose_name': '提醒渠道',
                'verbose_name_plural': '提醒渠道',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='channel_unique'), models.CheckConstraint(condition=models.Q(('kind__in', ['email', 'wecom', 'dingtalk', 'feishu', 'sms', 'webhook'])), name='channel_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='digests', to=settings.AUTH_USER_MODEL, verbose_name='接收人')),
                ('on', models.DateField(verbose_name='日期')),
                ('channel', models.CharField(choices=[('email', '邮件'), ('wecom', '企业微信'), ('dingtalk', '钉钉'), ('feishu', '飞书'), ('sms', '短信'), ('webhook', '网络回调')], default='email', max_length=20, verbose_name='渠道')),
                ('subject', models.CharField(max_length=200, verbose_name='标题')),
                ('body', models.TextField(verbose_name='正文')),
                ('status', models.CharField(choices=[('ready', '待发送'), ('sending', '发送中'), ('sent', '已发送'), ('failed', '发送失败')], default='ready', max_length=10, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='已试次数')),
                ('next_try_at', models.DateTimeField(blank=True, null=True, verbose_name='下次发送时间')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='开始发送时间')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='发送时间')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='失败原因')),
                ('doubtful', models.BooleanField(default=False, help_text='曾在发送中途中断，无法确认当时是否已经发出', verbose_name='可能收到两次')),
            ],
            options={
                'verbose_name': '提醒汇总',
                'verbose_name_plural': '提醒汇总',
                'ordering': ['-on', 'id'],
                'indexes': [models.Index(condition=models.Q(('status__in', ['ready', 'sending'])), fields=['id'], name='digest_unsent')],
                'constraints': [models.UniqueConstraint(fields=('user', 'on', 'channel'), name='digest_unique'), models.CheckConstraint(condition=models.Q(('status__in', ['ready', 'sending', 'sent', 'failed'])), name='digest_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='digest_sent_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('claimed_at__isnull', False), ('status', 'sending')), models.Q(models.Q(('status', 'sending'), _negated=True), ('claimed_at__isnull', True)), _connector='OR'), name='digest_claim_has_time')],
            },
        ),
    ]
