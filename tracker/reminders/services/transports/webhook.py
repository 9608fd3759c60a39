"""网络回调: a POST as Standard Webhooks lays down (webhook-id, webhook-timestamp, webhook-signature)."""

from datetime import UTC, datetime

from standardwebhooks import Webhook

from tracker.reminders.services.transports.messages import Message
from tracker.reminders.services.transports.posting import NotTakenError, as_sent, no_receipt, post


def send(message: Message, *, url: str, secret: str, at: datetime) -> None:
    """Send to the address, signed where a secret is given; raises `NotTakenError` unless it is taken.

    Taken is what is answered by a status from 200 to 299 and not by a web page; the body may be empty.
    """
    body = as_sent({"id": message.key, "title": message.title, "message": message.body})
    moment = at.astimezone(UTC)
    headers = {
        "Idempotency-Key": message.key,
        "webhook-id": message.key,
        "webhook-timestamp": str(int(moment.timestamp())),
    }
    if secret:
        headers["webhook-signature"] = Webhook(secret).sign(message.key, moment, body.decode())
    answer = post(url, body, whom="回调地址", headers=headers)
    if answer.status >= 300 or answer.is_page:
        raise NotTakenError(no_receipt(answer, "回调地址"))
