"""短信: the gateway that the office names; it is told the number, the title and where the rest stands."""

from tracker.reminders.services.transports.messages import Message
from tracker.reminders.services.transports.posting import as_sent, post, require_zero

_TITLE = 60  # characters: with the address a text message of two parts
_REASONS: dict[int, str] = {}  # a gateway's own codes; what they mean, its operator knows


def send(message: Message, *, phone: str, token: str, gateway: str) -> None:
    """Send to the number; raises `NotTakenError` unless the gateway answers JSON with code (errcode) 0."""
    title = message.title if len(message.title) <= _TITLE else f"{message.title[: _TITLE - 1]}…"
    body = {"phone": phone, "title": title, "message": f"{title}\n详见{message.all_of_it}"}
    headers = {"Idempotency-Key": message.key}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    answer = post(gateway, as_sent(body), whom="短信网关", headers=headers)
    require_zero(answer, whom="短信网关", reasons=_REASONS)
