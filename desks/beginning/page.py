"""初次使用: the first steps on an empty installation, each with how far it has come."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from smtplib import SMTPException
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.admin.refusals import ShowsRefusals, add_refusal
from common.errors import ServiceError
from departments.access.services.appointing import (
    USUAL_NAMES,
    appoint,
    may_appoint,
    missing_administrators,
)
from departments.models.departments import Department
from departments.models.offices import DEFAULT_OFFICE, Office
from departments.models.users import BUSINESS, Membership, User, UserRole
from departments.permissions import CHANNELS, PEOPLE, REGION
from departments.services.beginning import begin_region, name_office
from desks.beginning.forms import AppointForm, OfficeForm, RegionForm
from policies.models.documents import PolicyDocument
from policies.services.importing import import_file

logger = logging.getLogger(__name__)
_UNNAMED = "督查室"  # as the migration leaves it
SAMPLES = settings.BASE_DIR / "fixtures" / "samples"


@dataclass(frozen=True, slots=True)
class Step:
    """A first step: what it is for, whether it is done, and what there is to be said of it."""

    key: str
    title: str
    about: str
    done: bool
    roles: tuple[UserRole, ...]
    says: str = ""
    is_next: bool = False
    is_mine: bool = False

    @property
    def by(self) -> str:
        """Who takes it."""
        return "、".join(str(role.label) for role in self.roles)


def steps(user: User) -> list[Step]:
    """The steps as they stand, which of them are the user's, and which is the next."""
    found = _steps()
    following = next((step.key for step in found if not step.done), "")
    return [
        replace(step, is_next=step.key == following, is_mine=user.has_role(*step.roles)) for step in found
    ]


def is_new() -> bool:
    """Whether the installation has not come so far that anybody of 督查室 could begin: one query."""
    return not Membership.objects.filter(role=UserRole.SUPERVISOR).exists()


def _steps() -> list[Step]:
    units = Department.objects.count()
    people = Membership.objects.filter(role__in=BUSINESS).values("user").distinct().count()
    office = Office.objects.filter(pk=DEFAULT_OFFICE).first()
    named = office is not None and bool(office.letterhead or office.name != _UNNAMED)
    documents = PolicyDocument.objects.count()
    return [
        Step(
            "region",
            "地区和单位",
            "填写本地区的层级和名称，系统按通常的机构设置建立单位，以后由督查室随时增改，也可以用xlsx导入。",
            bool(units),
            REGION.roles,
            f"单位库中有{units}个单位" if units else "",
        ),
        Step(
            "people",
            "人员",
            "先为督查室人员建账号，再为各单位至少建一名填报员，逐个添加，或用xlsx一次导入。",
            people > 1,
            PEOPLE.roles,
            f"{people}人已有业务角色" if people else "",
        ),
        Step(
            "office",
            "督查室和文书抬头",
            "督查室叫什么，通报和督办单用什么发文机关标志。",
            named,
            (UserRole.SUPERVISOR,),
            str(office) if named else "",
        ),
        Step(
            "mail",
            "邮件",
            "提醒通过邮件发出，先发一封试试。",
            not _mail_is_kept_here(),
            CHANNELS.roles,
            _mail_in_words(),
        ),
        Step(
            "sample",
            "试一份文件",
            "导入样例，看系统怎样读出举措、单位和时限；样例可以归档，不影响以后使用。",
            bool(documents),
            (UserRole.SUPERVISOR,),
            f"已有{documents}份文件" if documents else "",
        ),
    ]


def _mail_is_kept_here() -> bool:
    return not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")


def _mail_in_words() -> str:
    if _mail_is_kept_here():
        return "未配置邮件服务器，邮件只存为文件；请运维人员按安装说明设置邮件服务器后重新启动"
    return f"经{settings.EMAIL_HOST}发出，发件人{settings.DEFAULT_FROM_EMAIL}"


def begin(request: HttpRequest) -> HttpResponse:
    """All steps on one page."""
    user = _require(request, *REGION.roles, *PEOPLE.roles)
    return _page(request, "desks/beginning.html", "初次使用", {"steps": steps(user), "samples": _samples()})


def appoint_three(request: HttpRequest) -> HttpResponse:
    """The one thing that the first account does: name the three administrators. With that it is closed."""
    user = cast(User, request.user)
    if not may_appoint(user):
        raise PermissionDenied("三员已设立，变更由安全管理员办理。")
    missing = missing_administrators()
    form = AppointForm(
        request.POST if request.method == "POST" else None,
        initial={role.value: name for role, name in USUAL_NAMES.items()},
    )
    for role in USUAL_NAMES:
        if role not in missing:
            del form.fields[role.value]
    if form.is_bound and form.is_valid():
        with ShowsRefusals(form):
            usernames = {role: form.cleaned_data[role.value] for role in missing}
            passwords = appoint(usernames=usernames, actor=user, now=timezone.now())
            made = zip([role.label for role in missing], passwords.items(), strict=True)
            logout(request)
            response = render(request, "desks/appointed.html", {"made": list(made)})
            response["Cache-Control"] = "no-store"
            return response
    note = (
        "三人分立：管系统的、管账号的、看记录的是三个人，都看不到督查业务的内容。"
        "提交后显示各自的一次性密码，只显示这一次；您的账号随即关闭，不再使用。"
    )
    return _page(request, "admin/transition.html", "设立三员", {"form": form, "note": note, "back_url": "/"})


def region(request: HttpRequest) -> HttpResponse:
    """The region and its usual units."""
    note = "已有的单位保持不变，只补充没有的。建立之后由督查室在“单位”中逐个修改，或下载单位表改好后导入。"
    return _step(request, RegionForm, "地区和单位", _begin_region, note, REGION.roles)


def office(request: HttpRequest) -> HttpResponse:
    """What the office is called."""
    now = Office.objects.get(pk=DEFAULT_OFFICE)
    form = partial(OfficeForm, initial={"name": now.name, "letterhead": now.letterhead})
    note = "不填发文机关标志的，印督查室人员所在单位的全称。"
    return _step(request, form, "督查室和文书抬头", _name_office, note, (UserRole.SUPERVISOR,))


def _begin_region(user: User, said: dict[str, Any]) -> str:
    added = begin_region(actor=user, **said)
    return f"已登记{said['name']}，新增单位{added['departments']}个、单位组{added['groups']}个。"


def _name_office(user: User, said: dict[str, Any]) -> str:
    return f"已设置{name_office(actor=user, **said)}。"


@require_POST
def try_mail(request: HttpRequest) -> HttpResponse:
    """A mail to the user's own address, sent at once."""
    user = _require(request, *CHANNELS.roles)
    if not user.email:
        messages.warning(request, "您的账号没有登记电子邮箱，请安全管理员在“用户”中填写。")
        return HttpResponseRedirect(reverse("admin:begin"))
    try:
        send_mail("督查台账测试邮件", "收到这封邮件，说明提醒可以发出。", None, [user.email])
    except (SMTPException, OSError) as error:
        logger.warning("trial mail to %s failed: %s", user.pk, error)
        messages.error(request, f"邮件没有发出：{error}。请核对邮件服务器的地址、账号和密码。")
    else:
        kept = f"，存为文件（{settings.EMAIL_FILE_PATH}）" if _mail_is_kept_here() else ""
        messages.success(request, f"测试邮件已发往{user.email}{kept}。")
    return HttpResponseRedirect(reverse("admin:begin"))


@require_POST
def try_sample(request: HttpRequest) -> HttpResponse:
    """A sample document becomes a draft; the page to check it opens."""
    user = _require(request, UserRole.SUPERVISOR)
    path = {sample.name: sample for sample in _samples()}.get(request.POST.get("sample", ""))
    if path is None:
        raise Http404("没有这份样例。")
    outcome = import_file(name=path.name, content=path.read_bytes(), actor=user)
    found = [*outcome.created, *outcome.already]
    messages.success(request, outcome.message)
    if not found:
        return HttpResponseRedirect(reverse("admin:begin"))
    return HttpResponseRedirect(reverse("admin:policies_policydocument_change", args=[found[0].pk]))


def _samples() -> list[Path]:
    return sorted(SAMPLES.glob("*.txt"))


def _require(request: HttpRequest, *roles: UserRole) -> User:
    user = cast(User, request.user)
    if not user.has_role(*roles):
        raise PermissionDenied(f"您没有权限，这一步由{'、'.join(str(role.label) for role in roles)}办理。")
    return user


def _step(
    request: HttpRequest,
    form_of: Callable[..., Form],
    title: str,
    take: Callable[[User, dict[str, Any]], str],
    note: str,
    roles: tuple[UserRole, ...],
) -> HttpResponse:
    """The form of a step; once taken, back to all steps with what was done."""
    user = _require(request, *roles)
    form = form_of(request.POST) if request.method == "POST" else form_of()
    if form.is_bound and form.is_valid():
        try:
            said = take(user, dict(form.cleaned_data))
        except ServiceError as error:
            add_refusal(form, error)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("admin:begin"))
    shown = {"form": form, "note": note, "back_url": reverse("admin:begin")}
    return _page(request, "admin/transition.html", title, shown)


def _page(request: HttpRequest, template: str, title: str, shown: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **shown})
