"""Fields that more than one serializer needs."""

from typing import Any

from rest_framework import serializers


class NameField(serializers.CharField):
    """The name of a user; empty where nobody has done it yet, or the program itself has."""

    def __init__(self, source: str) -> None:
        super().__init__(source=source, default="", read_only=True)

    def get_attribute(self, instance: Any) -> Any:
        """The user, or an empty string: a name is never null."""
        return super().get_attribute(instance) or ""
