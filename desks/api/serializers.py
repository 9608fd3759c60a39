"""How 驾驶舱 looks in the API; the same figures as on the page."""

from rest_framework import serializers

from tracker.work.api.serializers.outcomes import DepartmentCountSerializer, DocumentCountSerializer


class LightCountsSerializer(serializers.Serializer):
    """Red, yellow, green and grey: counts, or by how much they changed."""

    red = serializers.IntegerField(label="红灯（已逾期）")
    yellow = serializers.IntegerField(label="黄灯（即将到期，或本期进展应报未报）")
    green = serializers.IntegerField(label="绿灯（正常办理）")
    grey = serializers.IntegerField(label="灰灯（没有时限和报送周期）")


class StandingSerializer(LightCountsSerializer):
    """The lights, and what is counted beside them."""

    open = serializers.IntegerField(label="全部在办")
    unacknowledged = serializers.IntegerField(label="未签收")
    unreported = serializers.IntegerField(label="从未报送")
    past_at_dispatch = serializers.IntegerField(label="交办时已过期（红灯的一部分）")
    strive_passed = serializers.IntegerField(label="争取时限已过")


class PersonSerializer(serializers.Serializer):
    name = serializers.CharField(label="姓名")
    role = serializers.CharField(label="角色")
    phone = serializers.CharField(label="联系电话", allow_blank=True)


class LateUnitSerializer(serializers.Serializer):
    assignment = serializers.IntegerField(label="交办事项编号")
    department = serializers.IntegerField(label="责任单位编号")
    name = serializers.CharField(label="责任单位")
    role = serializers.CharField(label="分工")
    role_label = serializers.CharField()
    must_due_on = serializers.DateField(label="时限")
    days_late = serializers.IntegerField(label="逾期天数（交办时已过期的，从交办之日算起）")
    assignments = serializers.IntegerField(label="该单位在这条举措上逾期的事项数")
    last_word = serializers.CharField(label="最近一次进展", allow_blank=True)
    last_word_on = serializers.DateField(label="最近一次进展的报送日期", allow_null=True)
    people = PersonSerializer(many=True, label="联系人")


class LateMeasureSerializer(serializers.Serializer):
    measure = serializers.IntegerField(source="measure.pk", label="举措编号")
    # A field, not a caption.
    label = serializers.CharField(source="measure.label", label="举措序号")  # type: ignore[assignment]
    title = serializers.CharField(source="measure.short_title", label="举措标题")
    document = serializers.IntegerField(source="measure.document_id", label="文件编号")
    document_number = serializers.CharField(source="measure.document.number", label="文号")
    document_title = serializers.CharField(source="measure.document.title", label="文件标题")
    leads = serializers.ListField(child=serializers.CharField(), label="牵头单位")
    earliest = serializers.DateField(label="最早的逾期时限")
    days_late = serializers.IntegerField(label="逾期天数（交办时已过期的，从交办之日算起）")
    total = serializers.IntegerField(label="逾期事项数")
    late_units = serializers.IntegerField(label="逾期单位数")
    units = LateUnitSerializer(many=True, label="逾期单位（较多时只列最久的几个）")


class LatePageSerializer(serializers.Serializer):
    after = serializers.CharField(label="下一页的 after 参数；没有下一页时为空", allow_null=True)
    measures = LateMeasureSerializer(many=True)


class TrendPointSerializer(serializers.Serializer):
    on = serializers.DateField(label="日期")
    overdue = serializers.IntegerField(label="逾期事项数；尚无记录时为空", allow_null=True)


class OverviewSerializer(serializers.Serializer):
    on = serializers.DateField(label="截至日期")
    recorded_since = serializers.DateField(label="逐日记录的第一天；没有记录时为空", allow_null=True)
    recorded = serializers.BooleanField(label="这一天有没有记录")
    lights = StandingSerializer(label="灯和其他计数；没有记录的为空", allow_null=True)
    change = LightCountsSerializer(label="比一周前增加的项数；那时尚无记录的为空", allow_null=True)
    overdue = LatePageSerializer(label="逾期举措，最久的在前")
    by_department = DepartmentCountSerializer(many=True, label="各单位逾期项数")
    by_document = DocumentCountSerializer(many=True, label="各文件逾期项数")
    trend = TrendPointSerializer(many=True, label="此前十二个月各月末及当日的逾期项数")
