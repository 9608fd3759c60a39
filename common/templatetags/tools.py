"""`{% load tools %}{% page_tools %}`: what the features put into the head of every page."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from common.admin.tools import TOOLS

register = template.Library()


@register.simple_tag(takes_context=True)
def page_tools(context: Any) -> SafeString:
    """The tools of the user of the request."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    return format_html_join("", "{}", ((tool(request),) for tool in TOOLS))
