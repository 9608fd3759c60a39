"""What features add to the page of a document: they enter it at start (`hooks.py`)."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from policies.models.documents import PolicyDocument

# Each is given the request and the document, and answers markup, or nothing.
PANELS: list[Callable[[HttpRequest, PolicyDocument], SafeString]] = []
