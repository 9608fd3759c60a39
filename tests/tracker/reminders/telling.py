"""People who are told something: their channels, and a morning on which all is sent."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.conftest import World
from tracker.reminders.kinds import SWEPT
from tracker.reminders.models.channels import ChannelKind, ChannelSetting
from tracker.reminders.models.reminders import Digest, Reminder
from tracker.reminders.services.channels import change_channel_setting, set_channel
from tracker.reminders.services.digests import build_digests
from tracker.reminders.services.sending import send_digests
from tracker.reminders.services.sweeping import sweep

ON = date(2026, 6, 30)
MORNING = datetime(2026, 6, 30, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
KEY = "abcdef01-2345-6789-abcd-ef0123456789"


def offer(world: World, kind: str, **changes: Any) -> ChannelSetting:
    setting = ChannelSetting.objects.get(kind=kind)
    return change_channel_setting(setting=setting, actor=world.system_admin, offered=True, **changes)


def only(world: World, kind: str, address: str, **changes: Any) -> None:
    """The filer is told over this kind alone."""
    offer(world, kind, **changes)
    set_channel(user=world.filer, kind=kind, enabled=True, address=address)
    if kind != ChannelKind.EMAIL:
        set_channel(user=world.filer, kind="email", enabled=False)
    world.head.is_active = False
    world.head.save()


def send_all(at: datetime = MORNING) -> Any:
    sweep(on=ON)
    build_digests(on=ON)
    return send_digests(now=lambda: at)


def digest_of(kind: str) -> Digest:
    return Digest.objects.get(user__username="filer", channel=kind)


def swept() -> Any:
    """The reminders that a sweep has found; not what was told when it happened."""
    return Reminder.objects.filter(rule__in=SWEPT)
