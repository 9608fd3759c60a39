"""初次使用: the first steps on an empty installation, each with how far it has come."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from smtplib import SMTPException
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from common.admin.refusals import add_refusal
from common.errors import ServiceError
from departments.models.departments import Department
from departments.models.offices import DEFAULT_OFFICE, Office
from departments.models.users import Membership, User, UserRole
from departments.services.beginning import begin_region, name_office, office_candidates
from desks.beginning.forms import OfficeForm, RegionForm
from policies.models.documents import PolicyDocument
from policies.services.importing import import_file

logger = logging.getLogger(__name__)
SAMPLES = settings.BASE_DIR / "fixtures" / "samples"


@dataclass(frozen=True, slots=True)
class Step:
    """A first step: what it is for, whether it is done, and what there is to be said of it."""

    key: str
    title: str
    about: str
    done: bool
    says: str = ""
    is_next: bool = False


def begins(user: User) -> bool:
    """Whether the user is the first account, which has no role in any unit yet; asks nothing of the database
    but the user's roles."""
    return user.is_superuser and not user.roles


def steps() -> list[Step]:
    """The five steps as they stand, and which is the next."""
    found = _steps()
    following = next((step.key for step in found if not step.done), "")
    return [replace(step, is_next=step.key == following) for step in found]


def _steps() -> list[Step]:
    units, people = Department.objects.count(), Membership.objects.values("user").distinct().count()
    office = Office.objects.filter(pk=DEFAULT_OFFICE).first()
    named = Membership.objects.filter(role=UserRole.SUPERVISOR).select_related("department").first()
    documents = PolicyDocument.objects.count()
    return [
        Step(
            "region",
            "地区和单位",
            "填写本地区的层级和名称，系统按通常的机构设置建立单位，以后随时增改；也可以用xlsx导入。",
            bool(units),
            f"单位库中有{units}个单位" if units else "",
        ),
        Step(
            "office",
            "督查室和文书抬头",
            "指定督查室在哪个单位、叫什么，通报和督办单用什么发文机关标志。",
            named is not None,
            f"{office}（{named.department}）" if named and office else "",
        ),
        Step(
            "people",
            "人员",
            "各单位至少一名填报员，逐个添加，或用xlsx一次导入。",
            people > 1,
            f"{people}人已有角色" if people else "",
        ),
        Step("mail", "邮件", "提醒通过邮件发出，先发一封试试。", not _mail_is_kept_here(), _mail_in_words()),
        Step(
            "sample",
            "试一份文件",
            "导入样例，看系统怎样读出举措、单位和时限；样例可以归档，不影响以后使用。",
            bool(documents),
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
    _require_office(request)
    found = steps()
    return _page(request, "desks/beginning.html", "初次使用", {"steps": found, "samples": _samples()})


def region(request: HttpRequest) -> HttpResponse:
    """The region and its usual units."""
    note = "已有的单位保持不变，只补充没有的。建立之后可以在“单位”中逐个修改，或下载单位表改好后导入。"
    return _step(request, RegionForm, "地区和单位", _begin_region, note)


def office(request: HttpRequest) -> HttpResponse:
    """Whose office it is."""
    units = [(unit.pk, unit.name) for unit in office_candidates()]
    if not units:
        messages.warning(request, "请先登记地区和单位。")
        return HttpResponseRedirect(reverse("admin:begin"))
    now = Office.objects.get(pk=DEFAULT_OFFICE)
    initial = {"name": now.name, "letterhead": now.letterhead, "department": units[0][0]}

    def form(*args: Any, **kwargs: Any) -> OfficeForm:
        return OfficeForm(*args, units=units, initial=initial, **kwargs)

    return _step(request, form, "督查室和文书抬头", _name_office, "保存后，您的账号即为该单位的督查人员。")


def _begin_region(user: User, said: dict[str, Any]) -> str:
    added = begin_region(actor=user, **said)
    return f"已登记{said['name']}，新增单位{added['departments']}个、单位组{added['groups']}个。"


def _name_office(user: User, said: dict[str, Any]) -> str:
    department = Department.objects.get(pk=said.pop("department"))
    made = name_office(department=department, actor=user, **said)
    return f"已设置{made}，您的账号为{department}的督查人员。"


@require_POST
def try_mail(request: HttpRequest) -> HttpResponse:
    """A mail to the user's own address, sent at once."""
    user = _require_office(request)
    if not user.email:
        messages.warning(request, "您的账号没有登记电子邮箱，请先在“用户”中填写。")
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
    user = _require_office(request)
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


def _require_office(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not user.has_role(UserRole.SUPERVISOR):
        raise PermissionDenied("初次使用的设置由督查室办理。")
    return user


def _step(
    request: HttpRequest,
    form_of: Callable[..., Form],
    title: str,
    take: Callable[[User, dict[str, Any]], str],
    note: str,
) -> HttpResponse:
    """The form of a step; once taken, back to all steps with what was done."""
    user = _require_office(request)
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
