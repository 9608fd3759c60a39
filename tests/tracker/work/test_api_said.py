"""What is written without a serializer, for speed, is what the serializers describe."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.renderers import JSONRenderer

from policies.models.measures import Indicator
from tests.api import ROOT, as_user, write
from tests.conftest import World
from tests.tracker.work.filing.test_api import _png
from tracker.work.filing.api.rows import filed, filed_about
from tracker.work.filing.api.serializers import ReportRowSerializer, ReportSerializer
from tracker.work.filing.models.reports import Mark, ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db


def _as_sent(data: Any) -> Any:
    return json.loads(JSONRenderer().render(data))


def _reports(world: World) -> list[ProgressReport]:
    """One with everything that a report can hold, and one with next to nothing."""
    document = world.dispatched()
    indicator = Indicator.objects.get(document=document)
    assignment = acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    client = as_user(world.filer)
    address = f"{ROOT}assignments/{assignment.pk}/"
    client.post(
        f"{address}attachments/", {"file": SimpleUploadedFile("照片.png", _png())}, format="multipart"
    )
    body = {"percent": 60, "narrative": "已完成选址。", "problems": "缺人。", "coordination": "请协调。"}
    more = {"figures": {str(indicator.pk): "62个"}, "with_draft": True, "claims_completion": True}
    full = write(client, f"assignments/{assignment.pk}/report/", body | more, expect=201)
    returned = ProgressReport.objects.get(pk=full["id"])
    return_report(report=returned, actor=world.supervisor, reason="补充数据。", mark=Mark(2))
    bare = file_report(
        assignment=assignment, actor=world.filer, on=returned.submitted_on, percent=60, narrative="在办。"
    )
    return [returned, bare]


def test_a_report_is_said_as_its_serializer_says_it(world: World) -> None:
    for report in _reports(world):
        report = ProgressReport.objects.get(pk=report.pk)
        said = _as_sent(filed(report))
        assert said == _as_sent(ReportSerializer(ProgressReport.objects.get(pk=report.pk)).data)
    full = filed(ProgressReport.objects.order_by("id")[0])
    assert [len(full["figures"]), len(full["attachments"])] == [1, 1]


def test_a_report_that_was_answered_is_said_with_what_it_is_about(world: World) -> None:
    [_, bare] = _reports(world)
    approve_report(report=bare, actor=world.supervisor)
    for report in ProgressReport.objects.all():
        again = ProgressReport.objects.get(pk=report.pk)
        assert _as_sent(filed_about(report)) == _as_sent(ReportRowSerializer(again).data)
