"""What carries a digest to a person: the mail server, and apprise for every other channel."""

import logging
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import requests
from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat
from apprise.plugins import custom_json, dingtalk, feishu, wecombot
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from common.errors import ServiceError
from tracker.reminders.models.channels import DEFAULT_GATEWAYS, Channel, ChannelKind, ChannelSetting
from tracker.reminders.models.reminders import Digest
from tracker.reminders.services.channels import allowed_url
from tracker.reminders.services.secrets import decrypt

_ASSET = AppriseAsset(app_id="ducha", http_redirects=False)
# Bytes that a message may have: 企业微信 takes 2048, the others 20 thousand.
_LONGEST = {ChannelKind.WECOM: 1900, ChannelKind.DINGTALK: 18000, ChannelKind.FEISHU: 18000}


class HopelessError(Exception):
    """Trying again changes nothing; the words say why, without the address."""


class _ReadsTheAnswer:
    """`requests` for the robots' plugins, which look at the HTTP status alone.

    The three platforms answer 200 and put the refusal into the body; without this a refused message would
    count as sent.
    """

    codes = requests.codes
    RequestException = requests.RequestException

    def post(self, *args: Any, **kwargs: Any) -> requests.Response:
        """As `requests.post`; a refusal in the body is raised as what the plugin takes for a failure."""
        answer = requests.post(*args, **kwargs)  # noqa: S113 — the plugin passes its timeout
        try:
            told = answer.json()
        except ValueError:
            return answer
        code = told.get("errcode", told.get("code", 0)) if isinstance(told, dict) else 0
        if answer.ok and code not in (0, "0", None):
            raise requests.RequestException(f"errcode {code}")
        return answer


for _plugin in (wecombot, dingtalk, feishu):
    vars(_plugin)["requests"] = _ReadsTheAnswer()


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
    _notify(digest, kind, _plugin_for(kind, setting, address, token, digest))


def _mail(digest: Digest, address: str) -> None:
    if not address:
        raise HopelessError("接收人没有登记邮箱")
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = EmailMessage(
        subject=digest.subject,
        body=digest.body,
        to=[address],
        headers={"Message-ID": f"<digest-{digest.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    if message.send() != 1:
        raise OSError("邮件服务没有接收这封邮件")


def _plugin_for(
    kind: ChannelKind, setting: ChannelSetting, address: str, token: str, digest: Digest
) -> NotifyBase:
    """The plugin of apprise that reaches the address."""
    robot: Any
    base = (setting.gateway or DEFAULT_GATEWAYS.get(kind, "")).rstrip("/")
    try:
        if kind == ChannelKind.WECOM:
            robot = wecombot.NotifyWeComBot(key=address, asset=_ASSET)
            robot.api_url = f"{base}/cgi-bin/webhook/send?key={address}"
            return cast(NotifyBase, robot)
        if kind == ChannelKind.DINGTALK:
            key, _, secret = address.partition(" ")
            robot = dingtalk.NotifyDingTalk(token=key, secret=secret or None, asset=_ASSET)
            robot.notify_url = base + "/robot/send?access_token={token}"
            return cast(NotifyBase, robot)
        if kind == ChannelKind.FEISHU:
            robot = feishu.NotifyFeishu(token=address, asset=_ASSET)
            robot.notify_url = base + "/open-apis/bot/v2/hook/{token}"
            return cast(NotifyBase, robot)
    except TypeError:  # what apprise raises, with the address in its words
        raise HopelessError(f"{setting}的接收地址格式不对") from None
    if kind == ChannelKind.WEBHOOK:
        if not allowed_url(setting, address):
            raise HopelessError("回调地址的主机不在督查室允许的范围内")
        return _json(address, headers={}, payload={}, digest=digest)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return _json(base, headers=headers, payload={"phone": address}, digest=digest)


def _json(url: str, *, headers: dict[str, str], payload: dict[str, str], digest: Digest) -> NotifyBase:
    """A POST of JSON with the key by which the recipient knows a message that comes a second time."""
    parts = urlsplit(url)
    return custom_json.NotifyJSON(
        host=parts.hostname,
        port=parts.port,
        fullpath=parts.path or "/",
        secure=parts.scheme == "https",
        params=dict(parse_qsl(parts.query)),
        headers={"Idempotency-Key": f"digest-{digest.pk}", **headers},
        payload=payload,
        asset=_ASSET,
    )


class _Reasons(logging.Handler):
    """Keeps what apprise says of a failure. Its own logger would take addresses into the log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _notify(digest: Digest, kind: ChannelKind, plugin: NotifyBase) -> None:
    reasons, aside = _Reasons(), logging.Logger("channel", logging.WARNING)
    aside.addHandler(reasons)
    plugin.logger = aside
    sender = Apprise(asset=_ASSET)
    sender.add(plugin)
    short = kind == ChannelKind.SMS
    body = f"详见{_inbox()}" if short else _cut(digest, _LONGEST.get(kind, 30000))
    try:
        taken = sender.notify(title=digest.subject, body=body, body_format=NotifyFormat.TEXT)
    except Exception as error:  # its words may hold the address
        raise OSError(f"发送出错（{type(error).__name__}）") from None
    if not taken:
        raise OSError("；".join(reasons.lines)[:200] or "对方没有接收")


def _cut(digest: Digest, most: int) -> str:
    """The first lines of the body, as many as `most` bytes hold beside the subject, and where the rest is."""
    lines, tail = digest.body.splitlines(), f"……其余事项请登录查看：{_inbox()}"
    room = most - len(digest.subject.encode()) - 2
    if len(digest.body.encode()) <= room:
        return digest.body
    kept: list[str] = []
    room -= len(tail.encode())
    for line in lines:
        room -= len(line.encode()) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, tail])


def _inbox() -> str:
    return f"{settings.SITE_URL.rstrip('/')}{reverse('admin:reminders_inboxreminder_changelist')}"
