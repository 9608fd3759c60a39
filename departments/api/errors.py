"""How a refused service call looks to the caller of the API."""

from typing import Any

from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from departments.errors import NotAllowed, ServiceError


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """403 for `NotAllowed`, 409 for any other `ServiceError`, with its Chinese sentence in `detail`."""
    if isinstance(error, NotAllowed):
        return Response({"detail": str(error)}, status=status.HTTP_403_FORBIDDEN)
    if isinstance(error, ServiceError):
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    return default_handler(error, context)
