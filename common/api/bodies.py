"""What the caller sends."""

from typing import Any, cast

from rest_framework.request import Request
from rest_framework.serializers import IntegerField, Serializer


def an_id(label: str | None = None, **more: Any) -> IntegerField:
    """The id of a row, as far as a database can hold it."""
    return IntegerField(label=label, min_value=1, max_value=2**63 - 1, **more)


def validated(body: type[Serializer[Any]], request: Request, **context: Any) -> dict[str, Any]:
    """What the caller sent, checked; 400 with a Chinese sentence for each field that is wrong."""
    return checked(body, request.data, **context)


def checked(body: type[Serializer[Any]], sent: Any, **context: Any) -> dict[str, Any]:
    """The same of what is sent otherwise: in the address, or inside another body."""
    read = body(data=sent, context=context)
    read.is_valid(raise_exception=True)
    return cast(dict[str, Any], read.validated_data)
