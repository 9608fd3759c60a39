"""How 日报 looks in the API; the same figures as on the page and in the file."""

from rest_framework import serializers

from desks.api.serializers import LateMeasureSerializer


class NumberSerializer(serializers.Serializer):
    name = serializers.CharField(label="数的名称")
    count = serializers.IntegerField(label="数")
    change = serializers.IntegerField(
        label="与上一个工作日开始时相比的增减；那天没有记录的为空", allow_null=True
    )


class OwingSerializer(serializers.Serializer):
    owed = serializers.IntegerField(label="本月应报")
    filed = serializers.IntegerField(label="已报")
    missing = serializers.IntegerField(label="差")


class SoonMeasureSerializer(serializers.Serializer):
    measure = serializers.IntegerField(source="measure.pk", label="举措编号")
    title = serializers.CharField(source="measure.short_title", label="举措标题")
    document = serializers.IntegerField(source="measure.document_id", label="文件编号")
    document_number = serializers.CharField(source="measure.document.number", label="文号")
    due_on = serializers.DateField(label="最近的时限")
    days_left = serializers.IntegerField(label="还有几天（0为今天）")
    total = serializers.IntegerField(label="到期的事项数")
    units = serializers.ListField(child=serializers.CharField(), label="责任单位")


class WaitingInstructionSerializer(serializers.Serializer):
    item = serializers.IntegerField(source="pk", label="批示办理编号")
    department = serializers.IntegerField(source="department_id", label="单位编号")
    name = serializers.CharField(source="department.short_name", label="单位")
    text = serializers.CharField(source="instruction.text", label="批示内容")
    author = serializers.CharField(source="instruction.author", label="批示领导")
    due_on = serializers.DateField(label="回复时限")


class ImprovedSerializer(serializers.Serializer):
    department = serializers.IntegerField(label="单位编号")
    name = serializers.CharField(label="单位")
    before = serializers.IntegerField(label="上一个工作日开始时的逾期项数")
    now = serializers.IntegerField(label="现在的逾期项数")


class ShareSerializer(serializers.Serializer):
    name = serializers.CharField(label="名称")
    open = serializers.IntegerField(label="在办项数")
    red = serializers.IntegerField(label="逾期项数")
    percent = serializers.IntegerField(label="逾期占在办的百分比（进位取整）")


class CityShareSerializer(ShareSerializer):
    region = serializers.IntegerField(source="pk", label="市州（地区）编号")


class OfficeShareSerializer(ShareSerializer):
    department = serializers.IntegerField(source="pk", label="单位编号")


class DailySheetSerializer(serializers.Serializer):
    on = serializers.DateField(label="日期；过去的日期为那天结束时")
    since = serializers.DateField(label="比较的日期：上一个工作日，取那天开始时的情况")
    recorded = serializers.BooleanField(label="这一天有没有记录")
    compared = serializers.BooleanField(label="比较的日期有没有记录")
    numbers = NumberSerializer(many=True, label="各项数和增减；没有记录的为空")
    owing = OwingSerializer(label="本月应报；过去的日期没有记录，为空", allow_null=True)
    worst = LateMeasureSerializer(many=True, label="逾期最久的举措，至多五条")
    newly = LateMeasureSerializer(many=True, label="新逾期的举措，至多五条；没有记录的为空", allow_null=True)
    newly_total = serializers.IntegerField(label="新逾期的事项数；没有记录的为空", allow_null=True)
    soon = SoonMeasureSerializer(many=True, label="15天内到期的举措，至多五条")
    soon_total = serializers.IntegerField(label="15天内到期的事项数", allow_null=True)
    waiting = WaitingInstructionSerializer(
        many=True, label="待回复的批示，至多五件；过去的日期为空", allow_null=True
    )
    waiting_total = serializers.IntegerField(label="待回复的批示数；过去的日期为空", allow_null=True)
    improved = ImprovedSerializer(
        many=True, label="逾期减少的单位，至多五个；没有记录的为空", allow_null=True
    )
    cities = CityShareSerializer(many=True, label="各市州（含所属县区的单位），占比高的在前")
    offices = OfficeShareSerializer(many=True, label="各厅局（省级和中直单位），占比高的在前")


class DailyChoiceSerializer(serializers.Serializer):
    wanted = serializers.BooleanField(label="是否随工作日早晨的邮件接收")
