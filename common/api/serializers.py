"""How rows look in the API."""

from typing import Any

from django.contrib.auth import get_user_model
from rest_framework import serializers


class NameField(serializers.CharField):
    """The name of a user; empty where nobody has done it yet, or the program itself has."""

    def __init__(self, source: str, **_: Any) -> None:
        super().__init__(source=source, default="", read_only=True)

    def get_attribute(self, instance: Any) -> Any:
        """The user, or an empty string: a name is never null."""
        return super().get_attribute(instance) or ""


# A row some of whose fields follow from their names: `kind_label` is the choice `kind` in Chinese;
# `region_name` and `author_name` are the names of what `region` and `author` point at, short ones where there
# are such, empty where there is none. (A docstring would describe each subclass that has none of its own.)
class NamedSerializer(serializers.ModelSerializer[Any]):
    def build_field(self, field_name: str, info: Any, model_class: Any, nested_depth: int) -> Any:
        """The field and its arguments; as REST framework for all other names."""
        if field_name in info.fields_and_pk:
            return super().build_field(field_name, info, model_class, nested_depth)
        stem, _, kind = field_name.rpartition("_")
        if kind == "label" and hasattr(model_class, display := f"get_{stem}_display"):
            return serializers.CharField, {"source": display, "read_only": True}
        if kind == "name" and (relation := info.forward_relations.get(stem)):
            if issubclass(relation.related_model, get_user_model()):
                return NameField, {"source": stem}
            name = "short_name" if hasattr(relation.related_model, "short_name") else "name"
            empty = {"default": ""} if relation.model_field.null else {}
            return serializers.CharField, {"source": f"{stem}.{name}", "read_only": True, **empty}
        return super().build_field(field_name, info, model_class, nested_depth)


# A row that is only shown: callers write none of its fields.
class RowSerializer(NamedSerializer):
    def get_extra_kwargs(self) -> dict[str, dict[str, Any]]:
        """What `read_only_fields` with all of the fields gives."""
        return {name: {"read_only": True} for name in self.Meta.fields}
