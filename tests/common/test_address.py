"""Where a request comes from: no client can say it is elsewhere, and no proxy stands for its clients."""

from typing import Any

import pytest
from axes.helpers import get_client_ip_address
from django.test import RequestFactory

CLIENT, PROXY, INNER, FORGED = "203.0.113.7", "10.0.0.5", "10.0.0.6", "198.51.100.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PROXY),
        (0, FORGED, PROXY),  # nobody's word is taken
        (1, CLIENT, CLIENT),
        (1, f"{FORGED}, {CLIENT}", CLIENT),
        (1, None, PROXY),
        (1, "somewhere", PROXY),
        (2, f"{CLIENT}, {INNER}", CLIENT),
        (2, f"{FORGED}, {CLIENT}, {INNER}", CLIENT),
        (2, CLIENT, PROXY),
        (1, "2001:DB8::7", "2001:db8::7"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(
    settings: Any, proxies: int, forwarded: str | None, address: str
) -> None:
    settings.PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=PROXY)
    assert get_client_ip_address(request) == address


def test_behind_a_socket_there_is_no_address() -> None:
    assert get_client_ip_address(RequestFactory().get("/", REMOTE_ADDR="")) is None
