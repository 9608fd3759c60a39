"""The line that says what became of a step."""

from django.contrib import messages
from django.http import HttpRequest


class Caution(str):
    """A line on a step that was taken, but of which something is wanting: shown as a warning."""


def say(request: HttpRequest, line: str) -> None:
    """Show the line above the next page, in the colour of what it is."""
    level = messages.WARNING if isinstance(line, Caution) else messages.SUCCESS
    messages.add_message(request, level, line)
