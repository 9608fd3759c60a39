"""The made-up province of the demo and synthetic ledgers; no part of the product imports it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The made-up province of the demo and synthetic ledgers; no part of the product imports it."""

    name = "demo"
    verbose_name = "演示数据"
