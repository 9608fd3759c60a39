"""The message after a step that can be taken back for some seconds."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def with_undo(
    request: HttpRequest, words: str, *, action: str, button: str, seconds: int, sent: Mapping[str, str]
) -> SafeString:
    """The words with a button that takes the step back; the page takes it away when the seconds are over.

    `sent` is what the button brings to the address `action`.
    """
    hidden = {"csrfmiddlewaretoken": get_token(request), **sent}
    return format_html(
        '{}<form method="post" action="{}" class="dc-undo" data-seconds="{}">{}'
        '<button type="submit" class="dc-button dc-is-small">'
        "{}（<span data-left>{}</span>秒内）</button></form>",
        words,
        action,
        seconds,
        format_html_join("", '<input type="hidden" name="{}" value="{}">', hidden.items()),
        button,
        seconds,
    )
