"""提醒渠道: what 督查室 lays down for each kind, and what each person chooses for himself."""

from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.forms import model_to_dict
from django.http import HttpRequest
from unfold.decorators import display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminPasswordWidget

from common.admin.base import LedgerAdmin, ViewOnly
from common.admin.columns import column
from common.admin.fields import line, switch
from common.admin.transitions import Offer, TransitionForm, TransitionsMixin, transition
from departments.admin.actor import actor
from departments.models.users import User
from departments.permissions import CHANNELS
from tracker.reminders.models.channels import Channel, ChannelKind, ChannelSetting
from tracker.reminders.services.channels import change_channel_setting, set_channel

_ADDRESS_HELP = {
    ChannelKind.EMAIL: "邮箱地址；不填则用账号登记的邮箱",
    ChannelKind.SMS: "手机号码；不填则用账号登记的联系电话",
    ChannelKind.WECOM: "群机器人的Webhook地址或key",
    ChannelKind.DINGTALK: "群机器人的Webhook地址或access_token；启用加签的，空一格再填SEC开头的密钥",
    ChannelKind.FEISHU: "群机器人的Webhook地址，或其中hook/后面的部分；启用签名校验的，空一格再填签名密钥",
    ChannelKind.WEBHOOK: "以POST接收JSON的地址；需要签名的，空一格再填whsec_开头的密钥",
}


def _secret(label: str, help_text: str) -> forms.CharField:
    """A text that is written and never shown; empty keeps what there is."""
    widget = UnfoldAdminPasswordWidget(render_value=False, attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, help_text=help_text, widget=widget, max_length=500, required=False)


class MyChannelForm(TransitionForm):
    enabled = switch("接收")
    address = _secret("接收地址", "")

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields[
            "address"
        ].help_text = (
            f"{_ADDRESS_HELP[ChannelKind(kind)]}。加密保存，保存后不再显示；已填过的，留空则保持不变。"
        )


def _help(name: str) -> str:
    return str(cast(Any, ChannelSetting._meta.get_field(name)).help_text)


class ChannelSettingForm(TransitionForm):
    offered = switch("启用", "用户可以选用")
    compulsory = switch("必须接收", "所有人都经该渠道接收，不能关闭")
    gateway = line("网关地址", 200, required=False, help_text=_help("gateway"))
    hosts = line("允许的主机", 500, required=False, help_text=_help("hosts"))
    secret = _secret("网关密钥", "以Bearer方式发送给短信网关。加密保存，保存后不再显示；留空则保持不变。")


def _receives(setting: Any) -> bool:
    wanted = setting.kind == ChannelKind.EMAIL if setting.mine is None else setting.mine
    return bool(setting.offered and (setting.compulsory or wanted))


def _receives_any(user: User, obj: Any) -> bool:
    return user.handles_matters


def _sets_up(user: User, obj: Any = None) -> bool:
    return user.has_role(*CHANNELS.roles)


_LAID_DOWN = ("offered", "compulsory", "gateway", "hosts")


@admin.register(ChannelSetting)
class ChannelSettingAdmin(TransitionsMixin, ViewOnly, LedgerAdmin):
    """One line for each kind: what holds, and what the user has chosen."""

    list_display: tuple[str, ...] = ("kind", "show_mine", "show_address", "compulsory")
    actions_detail = ("choose", "lay_down")
    offers = {
        "choose": Offer(who=_receives_any, when=lambda setting: setting.offered),
        "lay_down": Offer(_sets_up, when=lambda setting: True),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The kinds that are offered, all of them for 系统管理员; with the user's own choice."""
        user = actor(request)
        mine = Channel.objects.filter(user=user, kind=OuterRef("kind"))
        queryset: QuerySet = super().get_queryset(request)
        queryset = queryset.annotate(
            mine=Subquery(mine.values("enabled")[:1]), has_address=Exists(mine.exclude(secret=""))
        )
        return queryset if _sets_up(user) else queryset.filter(offered=True)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return (*self.list_display, *(("offered",) if _sets_up(actor(request)) else ()))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A gateway is 系统管理员's affair; its key is nobody's to read."""
        own = ("kind", "show_mine", "show_address", "compulsory")
        return (*own, "offered", "gateway", "hosts", "show_key") if _sets_up(actor(request)) else own

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All: the two steps change them."""
        return self.get_fields(request, obj)

    @display(description="我的选择", label={"接收": "success", "不接收": "default"})
    def show_mine(self, obj: Any) -> str:
        return "接收" if _receives(obj) else "不接收"

    @display(description="我的地址")
    def show_address(self, obj: Any) -> str:
        """Whether an address is kept; which, nobody is shown."""
        if obj.has_address:
            return "已填写"
        return "账号登记的地址" if obj.kind in (ChannelKind.EMAIL, ChannelKind.SMS) else "未填写"

    show_key = column("网关密钥", lambda row: "已填写" if row.secret else "未填写")

    @transition(
        lambda setting: f"我的{setting}提醒",
        button="我的设置",
        url_path="choose",
        icon="tune",
        variant=ActionVariant.PRIMARY,
        form_of=lambda s: partial(MyChannelForm, s.kind, initial={"enabled": _receives(s)}),
    )
    def choose(self, request: HttpRequest, setting: ChannelSetting, enabled: bool, address: str) -> str:
        """What one receives oneself, and where."""
        set_channel(user=actor(request), kind=setting.kind, enabled=enabled, address=address)
        return f"{setting}提醒已{'开启' if enabled else '关闭'}。"

    @transition(
        lambda setting: f"{setting}渠道设置",
        button="渠道设置",
        url_path="lay-down",
        icon="settings",
        form_of=lambda setting: partial(ChannelSettingForm, initial=model_to_dict(setting, _LAID_DOWN)),
    )
    def lay_down(self, request: HttpRequest, setting: ChannelSetting, **values: Any) -> str:
        """What holds for everybody."""
        change_channel_setting(setting=setting, actor=actor(request), **values)
        return f"{setting}渠道设置已保存。"
