"""The history of a row in words that a reader knows: labels for choices, 是 and 否, Chinese dates."""

from datetime import date, datetime
from typing import Any

from django.contrib.admin.utils import display_for_value
from django.utils import timezone
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper


class HistoryInWords(HistoricalRecordContextHelper):
    """What stood before and after, as the page of the row itself would show it."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        """The label of a choice, 是 or 否, a Chinese date; （空） for nothing."""
        value = super().prepare_delta_change_value(change, value)
        choices = dict(getattr(self.model._meta.get_field(change.field), "flatchoices", None) or ())
        nobody = isinstance(value, DeletedObject) and value.pk is None
        if nobody or value is None or value == "" or value == []:
            return "（空）"
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, datetime):
            return display_for_value(timezone.localtime(value), "")
        if isinstance(value, date):
            return display_for_value(value, "")
        if isinstance(value, list):
            return "、".join(map(str, value))
        return str(choices.get(value, value))
