import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('departments', '0003_grams'),
        ('policies', '0002_grams'),
        ('work', '0010_scored_before_extension'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='InstructionReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='回复')),
                ('on', models.DateField(verbose_name='回复日期')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='回复时间')),
                ('asked_again', models.TextField(blank=True, verbose_name='再答复的要求')),
                ('asked_again_on', models.DateField(blank=True, null=True, verbose_name='要求再答复的日期')),
            ],
            options={
                'verbose_name': '批示回复',
                'verbose_name_plural': '批示回复',
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='instruction',
            name='instruction_on_one_thing',
        ),
        migrations.AddField(
            model_name='instruction',
            name='measure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='policies.measure', verbose_name='举措'),
        ),
        migrations.AddField(
            model_name='instruction',
            name='registered_by',
            field=models.ForeignKey(blank=True, help_text='纸质批示由督查室登记', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人'),
        ),
        migrations.AddField(
            model_name='instruction',
            name='scan',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='work.attachmentcontent', verbose_name='扫描件'),
        ),
        migrations.AddField(
            model_name='instruction',
            name='scan_name',
            field=models.CharField(blank=True, max_length=255, verbose_name='扫描件文件名'),
        ),
        migrations.AddField(
            model_name='instruction',
            name='scan_type',
            field=models.CharField(blank=True, max_length=100, verbose_name='扫描件类型'),
        ),
        migrations.AddField(
            model_name='instructionitem',
            name='read_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='已阅时间'),
        ),
        migrations.AddField(
            model_name='instructionitem',
            name='read_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='阅办人'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('dispatched', '交办'), ('acknowledged', '签收'), ('reported', '报送进展'), ('approved', '审核通过'), ('returned', '退回'), ('milestone_done', '完成节点'), ('completed', '办结'), ('suspended', '中止'), ('resumed', '恢复'), ('reopened', '重办'), ('endorsed', '负责人审签'), ('withdrawn', '撤回进展'), ('first_approved', '初审通过'), ('extension_asked', '申请延期'), ('extension_withdrawn', '撤回延期申请'), ('extension_granted', '同意延期'), ('extension_refused', '不同意延期'), ('date_changed', '调整时限'), ('declined', '申请退办'), ('decline_granted', '同意退办'), ('decline_refused', '不同意退办'), ('delegated', '转办'), ('urged', '催办'), ('instructed', '批示'), ('noticed', '督办'), ('notice_withdrawn', '撤回督办单'), ('instruction_replied', '回复批示'), ('transferred', '机构改革移交'), ('transfer_undone', '撤销移交'), ('joined', '并案'), ('parted', '拆案')], max_length=20, verbose_name='事件'),
        ),
        migrations.AddIndex(
            model_name='instructionitem',
            index=models.Index(condition=models.Q(('read_at__isnull', True), ('replied_at__isnull', False)), fields=['instruction'], name='instruction_item_unread'),
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assignment__isnull', True), ('document__isnull', False), ('measure__isnull', True), ('task__isnull', True)), models.Q(('assignment__isnull', True), ('document__isnull', True), ('measure__isnull', False), ('task__isnull', True)), models.Q(('assignment__isnull', True), ('document__isnull', True), ('measure__isnull', True), ('task__isnull', False)), models.Q(('assignment__isnull', False), ('document__isnull', True), ('measure__isnull', True), ('task__isnull', True)), _connector='OR'), name='instruction_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.CheckConstraint(condition=models.Q(('scan__isnull', True), ('registered_by__isnull', False), _connector='OR'), name='instruction_scan_is_registered'),
        ),
        migrations.AddConstraint(
            model_name='instructionitem',
            constraint=models.CheckConstraint(condition=models.Q(('read_at__isnull', True), ('replied_at__isnull', False), _connector='OR'), name='instruction_item_read_after_reply'),
        ),
        migrations.AddField(
            model_name='instructionreply',
            name='asked_again_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='要求再答复的领导'),
        ),
        migrations.AddField(
            model_name='instructionreply',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='回复人'),
        ),
        migrations.AddField(
            model_name='instructionreply',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='work.instructionitem', verbose_name='批示办理'),
        ),
        migrations.AddConstraint(
            model_name='instructionreply',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='instruction_reply_has_text'),
        ),
        migrations.AddConstraint(
            model_name='instructionreply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_again', ''), ('asked_again_on__isnull', True)), models.Q(models.Q(('asked_again', ''), _negated=True), ('asked_again_on__isnull', False)), _connector='OR'), name='instruction_reply_asked_again_whole'),
        ),
    ]
