"""`{% load demonstration %}`: every page of a demonstration says that its data are none of anybody's."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def demo_label() -> SafeString:
    """The line of the setting `DEMO_LABEL`; nothing where it is empty."""
    if not settings.DEMO_LABEL:
        return SafeString("")
    return format_html('<p class="dc-demo-data" role="note">{}</p>', settings.DEMO_LABEL)
