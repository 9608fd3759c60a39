"""`{% load marking %}{% watermark %}`: who reads the page, and when, over all of it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.files.marking import as_picture, reader_words

register = template.Library()


@register.simple_tag
def watermark() -> SafeString:
    """A layer that nothing can be clicked on; on paper, too. Nothing where the switch is off."""
    words = reader_words()
    if not words:
        return SafeString("")
    layer = (
        '<div class="dc-watermark" aria-hidden="true" data-reader="{}" style="position:fixed;inset:0;'
        "z-index:60;pointer-events:none;print-color-adjust:exact;-webkit-print-color-adjust:exact;"
        "background-image:url('{}')\"></div>"
    )
    return format_html(layer, words, SafeString(as_picture(words).replace("'", "%27")))
