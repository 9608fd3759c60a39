"""How a refused call looks to the caller of the API."""

import logging
from typing import Any

from django.db import IntegrityError
from django.http import Http404
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from common.errors import NotAllowed, ServiceError

logger = logging.getLogger(__name__)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """403 for `NotAllowed`, 409 for any other `ServiceError`, with its Chinese sentence in `detail`.

    404 in the same words for what is not there and what the user may not see; 400 for a body nested so
    deep that it cannot be read. 409 too where the database refuses what two callers did at the same moment
    (the same file imported twice at once): the loser may look and try again.
    """
    if isinstance(error, NotAllowed):
        return Response({"detail": str(error)}, status=status.HTTP_403_FORBIDDEN)
    if isinstance(error, ServiceError):
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, Http404):
        return Response({"detail": "没有这条记录，或者您无权查看。"}, status=status.HTTP_404_NOT_FOUND)
    if isinstance(error, RecursionError):
        return Response({"detail": "内容嵌套过深，无法读取。"}, status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, IntegrityError):
        logger.exception("refused by the database")
        return Response(
            {"detail": "数据刚刚有变动，本次操作未生效，请刷新后重试。"}, status=status.HTTP_409_CONFLICT
        )
    return default_handler(error, context)
