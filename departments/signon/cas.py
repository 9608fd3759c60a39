"""Talking to a CAS server: django-cas-ng's client, whose tables and views are not used.

Its log-out by the server would keep the keys of sessions in the clear; ours are kept as hashes.
"""

import logging
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import ParseError

import requests
from cas import CASClient, CASError
from django.conf import settings
from django.urls import reverse
from django_cas_ng.utils import get_cas_client
from requests.adapters import HTTPAdapter

from departments.signon.services.linking import Stranger
from departments.signon.ways import CAS

logger = logging.getLogger(__name__)
_SECONDS = 5
Failures = (requests.RequestException, CASError, ParseError, AttributeError, IndexError, ValueError)


class _Bounded(HTTPAdapter):
    """Waits no longer than `_SECONDS`, and follows nobody elsewhere."""

    def send(self, request: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        kwargs["timeout"] = _SECONDS
        return super().send(request, **kwargs)


def client() -> CASClient:
    """Of the server that the environment names; it sends back to `SITE_URL`, whatever host was typed."""
    made = get_cas_client(service_url=urljoin(settings.SITE_URL, reverse("sign_on_cas")))
    made.session.mount("http://", _Bounded())
    made.session.mount("https://", _Bounded())
    return made


def holder_of(ticket: str) -> Stranger | None:
    """Whose ticket it is, as the server says; `None` for one that is none. Raises one of `Failures`."""
    name, attributes, _ = client().verify_ticket(ticket)
    if not name:
        return None
    shown = attributes or {}
    display = shown.get("displayName") or shown.get("cn") or shown.get("name") or ""
    return Stranger(
        issuer=CAS,
        uid=str(name).strip().casefold(),
        username=str(name).strip(),
        display_name=display if isinstance(display, str) else "",
        email=shown["mail"] if isinstance(shown.get("mail"), str) else "",
    )


def log_out_address(issuer: str) -> str:
    """Where who came by that issuer is logged out there as well; nothing for who did not come by CAS.

    The server leads back to our first page.
    """
    if issuer != CAS or not settings.CAS_SERVER_URL:
        return ""
    return str(client().get_logout_url(settings.SITE_URL))
