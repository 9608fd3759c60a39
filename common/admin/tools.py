"""What stands in the head of every page: the features enter it at start (`hooks.py`)."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

# Each is given the request, and answers markup, or nothing for whom it is not there.
TOOLS: list[Callable[[HttpRequest], SafeString]] = []
