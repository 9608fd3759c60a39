"""使用记录: who has used what, for the auditor; and the chain that shows whether a record was changed."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """使用记录: who has used what, for the auditor; and the chain that shows whether a record was changed."""

    name = "departments.record"
    label = "record"
    verbose_name = "使用记录"
