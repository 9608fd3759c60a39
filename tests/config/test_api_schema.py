"""The page that describes the API says what the API does."""

import io
from typing import Any

import pytest
import yaml
from django.core.management import call_command

STEPS = {
    "/api/v1/documents/import/": "导入文件（上传文件或粘贴文本）",
    "/api/v1/documents/{id}/confirm/": "完成校核",
    "/api/v1/documents/{id}/dispatch/": "交办",
    "/api/v1/documents/{id}/recall/": "撤回交办",
    "/api/v1/documents/{id}/back-to-checking/": "退回校核",
    "/api/v1/documents/{id}/supplement/": "补充举措",
    "/api/v1/matters/": "新增督办事项",
    "/api/v1/documents/{id}/archive/": "归档",
    "/api/v1/check-items/{id}/resolve/": "指定单位",
    "/api/v1/check-items/{id}/settle/": "填写处理结果",
    "/api/v1/assignments/{id}/acknowledge/": "签收",
    "/api/v1/assignments/{id}/report/": "填报进展",
    "/api/v1/assignments/{id}/suspend/": "中止",
    "/api/v1/assignments/{id}/resume/": "恢复",
    "/api/v1/reports/{id}/approve/": "审核通过",
    "/api/v1/assignments/{id}/decline/": "申请退办",
    "/api/v1/assignments/{id}/delegate/": "转办",
    "/api/v1/assignments/{id}/no-change/": "较上次无变化",
    "/api/v1/assignments/{id}/attachments/": "上传附件到草稿",
    "/api/v1/assignments/{id}/reopen/": "重办",
    "/api/v1/assignments/{id}/add-date/": "增加时限",
    "/api/v1/assignments/{id}/reassign/": "改派",
    "/api/v1/assignments/{id}/notes/": "内部备注",
    "/api/v1/assignments/{id}/instructions/": "对交办事项批示",
    "/api/v1/assignments/urge/": "催办",
    "/api/v1/documents/{id}/change-deadline/": "调整文件时限",
    "/api/v1/documents/{id}/evidence/": "设定佐证要求",
    "/api/v1/documents/{id}/instructions/": "对文件批示",
    "/api/v1/tasks/{id}/instructions/": "对任务批示",
    "/api/v1/instruction-items/{id}/reply/": "回复批示",
    "/api/v1/milestones/{id}/ask-extension/": "申请延期",
    "/api/v1/milestones/{id}/change-date/": "调整时限",
    "/api/v1/extensions/{id}/answer/": "答复延期",
    "/api/v1/declines/{id}/answer/": "答复退办",
    "/api/v1/reports/{id}/return/": "退回",
    "/api/v1/reports/{id}/endorse/": "负责人审签",
    "/api/v1/reports/{id}/withdraw/": "撤回",
    "/api/v1/reports/approve-many/": "批量审核通过",
    "/api/v1/token/": "登录，取得令牌",
}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The description as `manage.py spectacular` prints it; a warning of its maker is an error."""
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    loaded: dict[str, Any] = yaml.safe_load(out.getvalue())
    return loaded


def test_the_description_is_valid_and_leaves_nothing_to_guess(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.")


def test_every_step_is_named_in_chinese(schema: dict[str, Any]) -> None:
    steps = {path: o["post"]["summary"] for path, o in schema["paths"].items() if "post" in o}
    assert steps.items() >= STEPS.items()


def test_every_address_is_named_in_chinese(schema: dict[str, Any]) -> None:
    named = {
        (path, verb): operation.get("summary", "")
        for path, operations in schema["paths"].items()
        for verb, operation in operations.items()
        if path != "/api/v1/schema/"
    }
    for address, summary in named.items():
        assert any("\u4e00" <= character <= "\u9fff" for character in summary), address


def test_every_filter_says_what_it_does(schema: dict[str, Any]) -> None:
    lists = [operations["get"] for operations in schema["paths"].values() if "get" in operations]
    for operation in lists:
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query" and parameter["name"] not in ("lang", "format"):
                assert parameter.get("description"), (operation["operationId"], parameter["name"])


@pytest.mark.parametrize(
    ("path", "filters"),
    [
        (
            "/api/v1/assignments/",
            "assigned assignee assignment cursor cycle department document due_from due_to late light mark "
            "measure mine month on unit_section "
            "origin page_size person region returned role section status text undated unreported",
        ),
        (
            "/api/v1/documents/",
            "cursor importance issued_from issued_to issuer kind number origin page_size region status text",
        ),
        (
            "/api/v1/matters/",
            "cursor importance issued_from issued_to issuer kind number origin page_size region status text",
        ),
        (
            "/api/v1/reports/",
            "assignment claims_completion cursor department document page_size status submitted_from "
            "submitted_to text",
        ),
        (
            "/api/v1/extensions/",
            "assignment cursor department document page_size status to_from to_to",
        ),
        ("/api/v1/declines/", "assignment cursor department document page_size status"),
        (
            "/api/v1/instructions/",
            "assignment cursor document page_size task written_from written_to",
        ),
        (
            "/api/v1/instruction-items/",
            "cursor department document due_from due_to instruction page_size replied",
        ),
        (
            "/api/v1/events/",
            "assignment at_from at_to cursor department document kind page_size status",
        ),
        (
            "/api/v1/overdue/by-department/",
            "assigned assignee assignment cycle department document due_from due_to late light mark measure "
            "mine month on unit_section origin "
            "person region returned role section status text undated unreported",
        ),
    ],
)
def test_the_filters_of_a_list_are_described(schema: dict[str, Any], path: str, filters: str) -> None:
    names = {parameter["name"] for parameter in schema["paths"][path]["get"]["parameters"]}
    assert names == set(filters.split())
