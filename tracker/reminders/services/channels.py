"""提醒渠道: what a person chooses, what 督查室 lays down, and what follows for whom."""

import base64
import logging
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import transaction

from common.errors import ServiceError
from departments.models.users import User
from departments.permissions import CHANNELS
from departments.services.access import require_role
from tracker.reminders.models.channels import Channel, ChannelKind, ChannelSetting
from tracker.reminders.services.secrets import encrypt

logger = logging.getLogger(__name__)

# A robot's key may be pasted alone or within the address that the platform shows.
_KEYS = {
    ChannelKind.WECOM: re.compile(r"(?:https?://\S*[?&]key=)?([A-Za-z0-9_-]{8,100})"),
    ChannelKind.DINGTALK: re.compile(
        r"(?:https?://\S*[?&]access_token=)?([A-Za-z0-9]{8,128})(?:\s+(SEC[A-Za-z0-9]{8,128}))?"
    ),
    ChannelKind.FEISHU: re.compile(
        r"(?:https?://\S*/hook/)?([A-Za-z0-9_-]{8,100})/?(?:\s+([A-Za-z0-9_-]{8,100}))?"
    ),
    ChannelKind.SMS: re.compile(r"(\+?\d{5,20})"),
}
_ACCOUNTS_OWN = {ChannelKind.EMAIL: "email", ChannelKind.SMS: "phone"}


@transaction.atomic
def set_channel(*, user: User, kind: str, enabled: bool, address: str = "") -> Channel:
    """A person switches one kind of channel on or off; an empty `address` keeps the one there is.

    Raises `ServiceError` where the kind is not offered, may not be switched off, lacks an address, or the
    address is not one. The address is kept encrypted and never logged.
    """
    setting = ChannelSetting.in_force()[kind]
    if not setting.offered:
        raise ServiceError("channel_off", f"系统管理员没有启用{setting}渠道。")
    if setting.compulsory and not enabled:
        raise ServiceError("channel_required", f"{setting}是必须接收的渠道，不能关闭。")
    channel = Channel.objects.select_for_update().filter(user=user, kind=kind).first()
    channel = channel or Channel(user=user, kind=kind)
    if address.strip():
        channel.secret = encrypt(checked_address(setting, address.strip()))
    own = getattr(user, _ACCOUNTS_OWN.get(ChannelKind(kind), ""), "")
    if enabled and not (channel.secret or own):
        raise ServiceError("address_required", "请填写接收地址。", field="address")
    channel.enabled = enabled
    channel.save()
    logger.info("channel %s of user %s: %s", kind, user.pk, "on" if enabled else "off")
    return channel


@transaction.atomic
def change_channel_setting(
    *, setting: ChannelSetting, actor: User, secret: str = "", **changes: Any
) -> ChannelSetting:
    """系统管理员 changes what holds for one kind of channel; an empty `secret` keeps the one there is."""
    require_role(actor, *CHANNELS.roles, to="修改渠道设置")
    setting = ChannelSetting.objects.select_for_update().get(pk=setting.pk)
    for name, value in changes.items():
        setattr(setting, name, value)
    if setting.kind == ChannelKind.SMS and setting.offered and not setting.gateway:
        raise ServiceError("gateway_required", "启用短信须填写网关地址。", field="gateway")
    if setting.kind == ChannelKind.WEBHOOK and setting.offered and not setting.hosts.split():
        raise ServiceError("hosts_required", "启用网络回调须填写允许的主机。", field="hosts")
    if secret.strip():
        setting.secret = encrypt(secret.strip())
    try:
        setting.full_clean()
    except ValidationError as error:
        raise ServiceError("channel_setting_invalid", "；".join(error.messages)) from None
    setting.save()
    logger.info("channel setting %s changed by %s: %s", setting.kind, actor, sorted(changes))
    return setting


def checked_address(setting: ChannelSetting, address: str) -> str:
    """The address as it is kept: a robot's key, a number, an email address or a URL.

    Raises `ServiceError`, in words that do not repeat the address.
    """
    kind = ChannelKind(setting.kind)
    if kind == ChannelKind.EMAIL:
        try:
            EmailValidator()(address)
        except ValidationError:
            raise ServiceError("address_invalid", "邮箱地址的格式不对。", field="address") from None
        return address
    if kind == ChannelKind.WEBHOOK:
        url, _, secret = address.partition(" ")
        if secret.strip():
            address = f"{url} {_signing_secret(secret.strip())}"
        if not allowed_url(setting, url):
            raise ServiceError(
                "address_host_not_allowed",
                "回调地址须为http或https地址，且主机在系统管理员允许的范围内。",
                field="address",
            )
        return address
    found = _KEYS[kind].fullmatch(address)
    if not found:
        raise ServiceError("address_invalid", f"{setting}的接收地址格式不对。", field="address")
    return " ".join(part for part in found.groups() if part)


def _signing_secret(secret: str) -> str:
    """The secret of Standard Webhooks: base64, behind "whsec_"."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not secret.startswith("whsec_") or not key:
        raise ServiceError("address_invalid", "签名密钥应以whsec_开头，其后为base64。", field="address")
    return secret


def allowed_url(setting: ChannelSetting, url: str) -> bool:
    """Whether a webhook may go to the URL: only to hosts that 督查室 has named."""
    try:
        parts = urlsplit(url)
        named = parts.netloc.rpartition("@")[2].lower()
        return (
            parts.scheme in ("http", "https")
            and "@" not in parts.netloc
            and bool(parts.hostname)
            and parts.port != 0
            and named in setting.hosts.lower().split()
        )
    except ValueError:
        return False


def kinds_of(users: Iterable[int]) -> dict[int, list[str]]:
    """Over which kinds of channels each of the users is told; by id of the user.

    Compulsory kinds always; of the others those that the person has switched on. Email is on until the
    person switches it off.
    """
    settings = ChannelSetting.in_force()
    users = list(users)
    chosen = {
        (user, kind): enabled
        for user, kind, enabled in Channel.objects.filter(user__in=users).values_list(
            "user_id", "kind", "enabled"
        )
    }
    return {
        user: [
            kind
            for kind, setting in settings.items()
            if setting.compulsory or (setting.offered and chosen.get((user, kind), kind == ChannelKind.EMAIL))
        ]
        for user in users
    }
