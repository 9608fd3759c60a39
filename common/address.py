"""Where a request comes from: named by `AXES_CLIENT_IP_CALLABLE`, so locks and records say the same."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The client's address: `REMOTE_ADDR`, or behind `PROXY_COUNT` proxies what the outermost of them saw.

    Each proxy adds at the right end of X-Forwarded-For whom it was asked by, so of n trusted proxies the n-th
    entry from the right is the client's. What stands before it was sent by the client, who may write
    anything. `None` where there is no address at all, as behind a socket of the machine.
    """
    count = settings.PROXY_COUNT
    if count:
        told = request.headers.get("X-Forwarded-For", "").split(",")
        if len(told) >= count and (address := _address(told[-count])):
            return address
    return _address(request.META.get("REMOTE_ADDR", ""))


def _address(said: str) -> str | None:
    try:
        return str(ip_address(said.strip()))
    except ValueError:
        return None
