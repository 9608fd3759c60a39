"""Signing on: the rules of passwords, open sessions, and the tokens of the interface."""

from django.apps import AppConfig


class SignOnConfig(AppConfig):
    """Signing on: the rules of passwords, open sessions, and the tokens of the interface."""

    name = "departments.signon"
    label = "signon"
    verbose_name = "登录安全"
