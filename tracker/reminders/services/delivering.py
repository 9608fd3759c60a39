"""What carries a message to a person: the mail server, or the transport of the channel's kind."""

from email.header import Header
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from common.errors import ServiceError
from tracker.reminders.models.channels import Channel, ChannelKind, ChannelSetting
from tracker.reminders.models.reminders import Digest
from tracker.reminders.services.channels import allowed_url
from tracker.reminders.services.enclosing import enclosures_of
from tracker.reminders.services.secrets import decrypt
from tracker.reminders.services.transports import dingtalk, feishu, sms, webhook, wecom
from tracker.reminders.services.transports.messages import Message


class HopelessError(Exception):
    """Trying again changes nothing; the words say why, without the address."""


def deliver(digest: Digest) -> None:
    """Carry the digest out over its channel; returns when the other side has taken it.

    Raises `HopelessError` where trying again changes nothing, anything else where it may not.
    """
    kind = ChannelKind(digest.channel)
    setting = ChannelSetting.in_force()[kind]
    channel = Channel.objects.filter(user=digest.user_id, kind=kind).first()
    try:
        address = decrypt(channel.secret) if channel else ""
        token = decrypt(setting.secret)
    except ServiceError as error:
        raise HopelessError(str(error)) from None
    if kind == ChannelKind.EMAIL:
        _mail(digest, address or digest.user.email)
        return
    address = address or (digest.user.phone if kind == ChannelKind.SMS else "")
    if not address:
        raise HopelessError(f"接收人没有登记{setting}的接收地址")
    _send(kind, setting, address, token, digest)


def _send(kind: ChannelKind, setting: ChannelSetting, address: str, token: str, digest: Digest) -> None:
    message = Message(
        key=f"digest-{digest.pk}", title=digest.subject, body=digest.body, all_of_it=inbox_address()
    )
    base = setting.gateway.rstrip("/")
    where, _, secret = address.partition(" ")
    match kind:
        case ChannelKind.WECOM:
            wecom.send(message, key=where, base=base)
        case ChannelKind.DINGTALK:
            dingtalk.send(message, token=where, secret=secret, base=base)
        case ChannelKind.FEISHU:
            feishu.send(message, token=where, secret=secret, base=base)
        case ChannelKind.WEBHOOK:
            if not allowed_url(setting, where):
                raise HopelessError("回调地址的主机不在系统管理员允许的范围内")
            webhook.send(message, url=where, secret=secret, at=timezone.now())
        case _:
            sms.send(message, phone=address, token=token, gateway=base)


class _FoldedWell(EmailMessage):
    """A mail whose first line of the subject has words on it.

    Django encodes a subject without knowing of "Subject: " before it, so that the first word no longer fits
    and the line is left empty, which some mail servers refuse.
    """

    def message(self, *args: Any, **kwargs: Any) -> Any:
        """As Django's, with the subject folded behind its name."""
        mail = super().message(*args, **kwargs)
        subject = Header(str(self.subject), "utf-8", header_name="Subject")
        cast(Any, mail).replace_header("Subject", subject)
        return mail


def _mail(digest: Digest, address: str) -> None:
    if not address:
        raise HopelessError("接收人没有登记邮箱")
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    files = enclosures_of(digest)
    message = _FoldedWell(
        subject=digest.subject,
        body="\n".join([digest.body, *(f"附件：{file.name}" for file in files)]),
        to=[address],
        headers={"Message-ID": f"<digest-{digest.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    for file in files:
        message.attach(file.name, file.data, file.media_type)
    if message.send() != 1:
        raise OSError("邮件服务没有接收这封邮件")


def inbox_address() -> str:
    """Where a person's inbox stands."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('admin:reminders_inboxreminder_changelist')}"
