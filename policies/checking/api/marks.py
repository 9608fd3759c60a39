"""对账 in the API: the marks of a document, by what became of them, page by page."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.bodies import checked, validated
from departments.api.permissions import user_of
from policies.checking.api.documents import ANSWER, REFUSED, OfDocument
from policies.checking.api.state import whole_state
from policies.checking.models.marks import Became, MarkKind, Verdict
from policies.checking.selectors import Mark, marks_of, summary_of
from policies.checking.services.rereading import reread_document

OPEN, DECIDED = "open", "decided"
STATES: dict[str, str] = {
    OPEN: "待核",
    DECIDED: "已核定",
    Became.READ.value: Became.READ.label,
    Became.SET_ASIDE.value: Became.SET_ASIDE.label,
}
_IS: dict[str, Callable[[Mark], bool]] = {
    OPEN: lambda mark: mark.is_open,
    DECIDED: lambda mark: mark.decision is not None,
    Became.READ.value: lambda mark: mark.became == Became.READ and mark.decision is None,
    Became.SET_ASIDE.value: lambda mark: mark.became == Became.SET_ASIDE and mark.decision is None,
}


class MarksQuery(serializers.Serializer[Any]):
    """Which marks, and from where on."""

    kind = serializers.ChoiceField(
        label="类别", help_text="标记的类别", choices=MarkKind.choices, required=False
    )
    state = serializers.ChoiceField(
        label="去向", help_text="待核、已核定、读入、按规则不计", choices=list(STATES.items()), required=False
    )
    rule = serializers.CharField(label="规则名称", help_text="按哪条规则不计", max_length=20, required=False)
    text = serializers.CharField(label="文字", help_text="标记中的文字", max_length=100, required=False)
    after = serializers.IntegerField(
        label="序号",
        help_text="从该序号之后列起，取自上一页的 next",
        min_value=0,
        max_value=2**31,
        required=False,
    )
    page_size = serializers.IntegerField(
        label="每页条数", help_text="每页条数", min_value=1, max_value=500, default=100
    )


class MarkRow(serializers.Serializer[Any]):
    """A mark, what became of it and what a person says of it."""

    number = serializers.IntegerField(label="序号")
    kind = serializers.ChoiceField(label="类别", choices=MarkKind.choices)
    span = serializers.SerializerMethodField(label="原文起止；不在文字中的为空")
    text = serializers.CharField(label="文字")
    state = serializers.SerializerMethodField(label="去向")
    entry = serializers.SerializerMethodField(label="读入的举措")
    rule = serializers.CharField(label="规则名称")
    reason = serializers.CharField(label="按规则不计的理由")
    verdict = serializers.ChoiceField(
        label="结论", source="decision.verdict", choices=Verdict.choices, default=""
    )
    verdict_label = serializers.CharField(source="decision.get_verdict_display", default="", label="结论名称")
    made = serializers.CharField(source="decision.made", default="", label="加入的内容")
    decided_by = serializers.SerializerMethodField(label="核定人")
    decided_at = serializers.DateTimeField(source="decision.decided_at", default=None, label="核定时间")

    def get_span(self, mark: Mark) -> list[int] | None:
        return list(mark.key[1:]) if mark.key else None

    def get_state(self, mark: Mark) -> str:
        return next(state for state, is_it in _IS.items() if is_it(mark))

    def get_entry(self, mark: Mark) -> str:
        return mark.what if mark.became == Became.READ else ""

    def get_decided_by(self, mark: Mark) -> str:
        return "" if mark.decision is None else str(mark.decision.decided_by or "系统")


class KindSums(serializers.Serializer[Any]):
    """How many marks of a kind there are: `marks` = `read` + `set_aside` + `open` + `decided`."""

    kind = serializers.ChoiceField(label="类别", choices=MarkKind.choices)
    kind_label = serializers.CharField(label="类别名称")
    marks = serializers.IntegerField(label="处数")
    read = serializers.IntegerField(label="读入")
    set_aside = serializers.IntegerField(label="按规则不计")
    open = serializers.IntegerField(label="待核")
    decided = serializers.IntegerField(label="已核定")


class MarksPage(serializers.Serializer[Any]):
    """One page of marks in the order of the text, with the sums of all."""

    sums = KindSums(many=True, label="各类合计")
    count = serializers.IntegerField(label="符合条件的处数")
    results = MarkRow(many=True)
    next = serializers.IntegerField(label="下一页的 after；没有下一页的为空", allow_null=True)


class RereadBody(serializers.Serializer[Any]):
    """Where the policy stands, in lines of the document's text counted from 1."""

    first = serializers.IntegerField(label="正文从第几行开始", min_value=1, max_value=2**31 - 1)
    last = serializers.IntegerField(
        label="到第几行为止（不填为到末尾）", min_value=1, max_value=2**31 - 1, allow_null=True, default=None
    )
    lost = serializers.IntegerField(
        label="已知会丢失的修改项数；与实际不符的不重新读取", min_value=0, required=False
    )


class MarksView(OfDocument):
    """对账：各处标记的去向。"""

    @extend_schema(summary="对账：标记列表", parameters=[MarksQuery], responses=MarksPage, tags=["checking"])
    def get(self, request: Request, pk: int) -> Response:
        """责任词、单位、时间、条目号、单元格，每一处都列明读入、按规则不计、待核或已核定；按原文次序，分页。"""
        document = self.document(pk)
        asked = checked(MarksQuery, request.query_params)
        marks = [mark for mark in marks_of(document) if _fits(mark, asked)]
        size = asked["page_size"]
        rest = [mark for mark in marks if mark.number > asked.get("after", -1)]
        page, summary = rest[:size], summary_of(document)
        answer = {
            "sums": summary["kinds"] if summary else [],
            "count": len(marks),
            "results": page,
            "next": page[-1].number if len(rest) > size else None,
        }
        return Response(MarksPage(answer).data)


def _fits(mark: Mark, asked: dict[str, Any]) -> bool:
    return (
        ("kind" not in asked or mark.kind == asked["kind"])
        and ("state" not in asked or _IS[asked["state"]](mark))
        and ("rule" not in asked or mark.rule == asked["rule"])
        and ("text" not in asked or asked["text"] in mark.text)
    )


class RereadView(OfDocument):
    """校核：标出正文，重新读取。"""

    @extend_schema(
        summary="标出正文起点，重新读取",
        request=RereadBody,
        responses={200: ANSWER, 409: REFUSED},
        tags=["checking"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """只限待校核的文件；此前的修改不再保留，也不能撤销。返回校核页的全部内容。"""
        document = self.document(pk)
        said = validated(RereadBody, request)
        last = None if said["last"] is None else said["last"] - 1
        reread = reread_document(
            document=document,
            first=said["first"] - 1,
            last=last,
            lost=said.get("lost"),
            actor=user_of(request),
        )
        return Response(whole_state(reread))
