"""The line that says what became of a step, and the one that offers what comes next."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html

# By the name of an action (`policies.policydocument.confirm`): of the user and of what it was taken on the
# words and the address of the next step; None where there is nothing that this user could do next. It is
# filled in one place, which knows all pages (`desks.next_steps`).
NEXT_STEPS: dict[str, Callable[[Any, Any], tuple[str, str] | None]] = {}


class Caution(str):
    """A line on a step that was taken, but of which something is wanting: shown as a warning."""


def say(request: HttpRequest, line: str, *, after: str = "", of: Any = None) -> None:
    """Show the line above the next page, in the colour of what it is.

    `after` names the action that was taken `of` something: the next step is offered beside the line.
    """
    level = messages.WARNING if isinstance(line, Caution) else messages.SUCCESS
    messages.add_message(request, level, with_next_step(request.user, line, after=after, of=of))


def with_next_step(user: Any, line: str, *, after: str, of: Any) -> str:
    """The line with the link to what comes next, where there is one."""
    find = NEXT_STEPS.get(after)
    found = find(user, of) if find else None
    if found is None:
        return line
    words, address = found
    return format_html('{} <a class="dc-next" href="{}">下一步：{}</a>', line, address, words)


def name_of(model: Any, action: str) -> str:
    """By which the next step of an action on a model's page is known."""
    return f"{model._meta.label_lower}.{action}"
