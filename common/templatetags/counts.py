"""`{% load counts %}`: a number says on hover, and when it has the focus, what it counts."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def counts(words: str, *, focus: bool = False) -> SafeString:
    """`<a{% counts "在办的事项。" %}>`: what the element's number counts; `elements.js` has the same.

    `focus` is for what is no link or button, and has to be reached by the keyboard.
    """
    if not words:
        return SafeString("")
    place = SafeString(' tabindex="0"') if focus else ""
    return format_html(' data-counts="{}" aria-description="{}"{}', words, words, place)
