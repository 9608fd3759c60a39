"""How a refused call looks to the caller of the API: problem details (RFC 9457), told apart by their code."""

import logging
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import status
from rest_framework.exceptions import ErrorDetail, NotFound, ParseError, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from common.errors import NotAllowed, ServiceError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_UNREADABLE = "提交的内容不合格式，无法读取。"  # REST framework's own words are the parser's, in English


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """403 for `NotAllowed`, 409 for any other `ServiceError`.

    404 in the same words for what is not there and what the user may not see; 400 for a body nested so
    deep that it cannot be read. 409 too where the database refuses what two callers did at the same moment
    (the same file imported twice at once): the loser may look and try again.
    """
    if isinstance(error, IntegrityError):
        logger.exception("refused by the database")
        error = ServiceError("changed_meanwhile", "数据刚刚有变动，本次操作未生效，请刷新后重试。")
    if isinstance(error, ServiceError):
        body = problem_of(error)
        return Response(body, status=body["status"], content_type=MEDIA_TYPE)
    if isinstance(error, Http404):
        error = NotFound("没有这条记录，或者您无权查看。")
    if isinstance(error, RecursionError):
        error = ParseError("内容嵌套过深，无法读取。", code="nested_too_deep")
    response = default_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        errors = list(_errors(response.data))
        response.data = problem("invalid", "提交的内容有误，请检查。", response.status_code, errors=errors)
    else:
        detail: ErrorDetail = response.data["detail"]
        title = _UNREADABLE if detail.code == ParseError.default_code else str(detail)
        response.data = problem(detail.code, title, response.status_code)
    response.content_type = MEDIA_TYPE
    return response


def problem_of(error: ServiceError, http_status: int = status.HTTP_409_CONFLICT) -> dict[str, Any]:
    """The body that says what a service refused; `http_status` is that of all but `NotAllowed`."""
    http_status = status.HTTP_403_FORBIDDEN if isinstance(error, NotAllowed) else http_status
    return problem(error.code, str(error), http_status, **({"field": error.field} if error.field else {}))


def problem(code: str, title: str, status: int, **more: Any) -> dict[str, Any]:
    """The body of every refusal."""
    return {"type": f"tag:ducha,2026:{code}", "code": code, "title": title, "status": status, **more}


def problem_response(body: dict[str, Any]) -> JsonResponse:
    """The same for views that are none of REST framework's."""
    return JsonResponse(body, status=body["status"], content_type=MEDIA_TYPE)


@csrf_exempt
def unknown_address(request: HttpRequest, **_: str) -> JsonResponse:
    """For what no view of the API answers: a program is not led to the log-in page."""
    return problem_response(problem("unknown_address", "没有这个接口地址。", status.HTTP_404_NOT_FOUND))


def _errors(data: Any, path: str = "") -> Iterator[dict[str, str]]:
    """What is wrong with a body, one by one; a field inside another is named with dots, none as ""."""
    if isinstance(data, dict):
        for name, inner in data.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _errors(inner, ".".join(filter(None, (path, own))))
    elif isinstance(data, list):
        for number, inner in enumerate(data):
            leaf = isinstance(inner, ErrorDetail)
            yield from _errors(inner, path if leaf else ".".join(filter(None, (path, str(number)))))
    else:
        yield {"field": path, "code": data.code, "title": str(data)}


def describe_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """For drf-spectacular: the body of refusals, once, and that every call may answer with it."""
    text = {"type": "string"}
    line = dict.fromkeys(("field", "code", "title"), text)
    properties = {
        "type": {"type": "string", "format": "uri"},
        "code": {"type": "string", "description": "原因代码，不随文字改变；见 docs/api-errors.md"},
        "title": {"type": "string", "description": "给用户看的说明"},
        "status": {"type": "integer"},
        "field": {"type": "string", "description": "有误的字段，如有"},
        "errors": {"type": "array", "items": {"type": "object", "properties": line, "required": [*line]}},
    }
    required = ["type", "code", "title", "status"]
    schema = {"type": "object", "properties": properties, "required": required}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    result["components"]["schemas"]["Problem"] = schema
    for operations in result["paths"].values():
        for operation in operations.values():
            responses = operation["responses"]
            responses["4XX"] = {"description": "未能办理，code 说明原因", "content": content}
            for code, response in responses.items():
                if code.startswith("4"):
                    response["content"] = content
    return result
