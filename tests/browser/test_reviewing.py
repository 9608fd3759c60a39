"""待审核 by keys: ten reports with ten keys, and ten seconds to take one back."""

from typing import Any

import pytest

from tests.browser.conftest import TODAY, barriers
from tests.conftest import World
from tests.world import measure, unit
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def filed(world: World) -> list[ProgressReport]:
    """Ten reports that wait."""
    orders = [measure(["一", str(n)], f"第{n}项工作", [unit("省财政厅")]) for n in range(1, 11)]
    world.dispatched(measures=orders)
    found = []
    for assignment in Assignment.objects.order_by("pk"):
        acknowledge_assignment(assignment=assignment, actor=world.filer)
        found.append(
            file_report(
                assignment=assignment, actor=world.filer, on=TODAY, percent=30, narrative="已完成三成。"
            )
        )
    return found


def test_ten_reports_are_reviewed_with_ten_keys(filed: list[ProgressReport], desks: Any) -> None:
    office = desks("supervisor")
    office.go("/work/progressreport/queue/")
    for _ in filed:
        office.page.keyboard.press("a")
    office.page.get_by_text("将通过").first.wait_for()
    assert office.page.get_by_text("将通过").count() == 10
    assert {report.status for report in ProgressReport.objects.all()} == {ReportStatus.SUBMITTED}  # not told
    office.page.get_by_text("没有待审核的进展").wait_for(timeout=30_000)
    assert {report.status for report in ProgressReport.objects.all()} == {ReportStatus.APPROVED}


def test_what_a_key_decided_can_be_taken_back_and_a_return_asks_for_its_reason(
    filed: list[ProgressReport], desks: Any
) -> None:
    office = desks("supervisor")
    office.go("/work/progressreport/queue/")
    keys = office.page.keyboard
    office.sees("交办要求")
    office.picture("desk-review")
    assert barriers(office) == []
    keys.press("j")
    keys.press("a")
    keys.press("u")
    office.sees("已撤销，尚未审核")
    keys.press("r")
    keys.type("请补充附件")
    keys.press("Control+Enter")
    office.sees("将退回")
    with office.page.expect_response(lambda answer: answer.url.endswith("/return/")) as sent:
        office.page.wait_for_timeout(10_500)
    assert sent.value.status == 200
    returned = ProgressReport.objects.get(status=ReportStatus.RETURNED)
    assert (returned.pk, returned.review_comment) == (filed[0].pk, "请补充附件")
    office.fits_both_screens("review")
