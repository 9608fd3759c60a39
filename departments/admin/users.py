"""Accounts and roles."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from unfold.admin import TabularInline
from unfold.decorators import display
from unfold.forms import UserChangeForm, UserCreationForm

from common.admin.base import HistoryAdmin, ViewOnly, ViewOnlyInline
from common.admin.columns import filled
from common.admin.filters import ChoiceFilter
from common.admin.outcomes import say
from common.admin.refusals import ShowsRefusals
from common.admin.transitions import Offer, TransitionsMixin, transition
from common.errors import ServiceError
from departments.access.admin.password import password_page
from departments.access.services.changing import (
    give_role,
    require_switching,
    reset_password,
    take_role,
)
from departments.admin.actor import actor, may_import_people
from departments.admin.forms import GiveRoleForm, NewAccountRoles, ResetForm, TakeRoleForm
from departments.models.departments import Department
from departments.models.users import Membership, User
from departments.permissions import PEOPLE
from departments.register.admin import RegisterMixin

# Roles come from memberships; Django's groups would be a second truth.
admin.site.unregister(Group)


class PasswordInWords(forms.Widget):
    """Whether there is a password and the way to a new one; what is kept of it is nobody's to read."""

    template_name = "departments/password.html"
    read_only = True

    def id_for_label(self, id_: str | None) -> None:  # type: ignore[override]  # there is no field to point at
        return None


class AccountForm(UserChangeForm):
    actor: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if password := self.fields.get("password"):
            reset = reverse("admin:auth_user_password_change", args=[self.instance.pk])
            password.widget, password.help_text = PasswordInWords(attrs={"reset": reset}), ""
        if works := self.fields.get("is_active"):
            works.help_text = "取消勾选即停用账号，不能再登录；办过的事项和记录保留。"

    def clean_is_active(self) -> bool:
        """Whether the account works; a change of it must be possible."""
        wanted: bool = self.cleaned_data["is_active"]
        if wanted != User.objects.values_list("is_active", flat=True).get(pk=self.instance.pk):
            try:
                require_switching(user=self.instance, actor=self.actor)
            except ServiceError as error:
                raise forms.ValidationError(str(error), code=error.code) from None
        return wanted


class AccountCreationForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "display_name", "phone", "email")


def _without_password(options: Any) -> tuple[Any, ...]:
    return tuple(name for name in options["fields"] if name != "password")


class MembershipInline(ViewOnlyInline):
    model = Membership
    fields = ("department", "role")


class FirstRolesInline(TabularInline):
    """The roles that a new account begins with; later ones are given and taken one by one, with a reason."""

    model = Membership
    formset = NewAccountRoles
    autocomplete_fields = ("department",)
    fields = ("department", "role")
    extra = 0


def _keeps(user: User, obj: User) -> bool:
    return user.has_role(*PEOPLE.roles) and user.pk != obj.pk


@admin.register(User)
class UserAdmin(RegisterMixin, TransitionsMixin, HistoryAdmin, DjangoUserAdmin):  # type: ignore[misc]  # both are ModelAdmin, ours narrower
    register_kind = "people"
    has_register_permission = may_import_people
    actions_list = ("import_sheet",)
    actions_detail = ("give_role", "take_role")
    offers = {
        "give_role": Offer(_keeps, when=lambda user: user.is_active),
        "take_role": Offer(_keeps, when=lambda user: bool(user.roles)),
    }
    form = AccountForm
    add_form = AccountCreationForm
    list_display = (
        "username",
        "display_name",
        "show_roles",
        "phone",
        "email",
        "is_active",
        "show_last_login",
    )
    list_filter = (("memberships__role", ChoiceFilter), "is_active")
    search_fields = ("username", "display_name", "phone", "memberships__department__short_name")
    search_help_text = "按用户名、姓名、电话或单位查找"
    ordering = ("username",)
    filter_horizontal = ()
    show_last_login = filled("上次登录", "last_login", "从未登录")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("联系方式", {"fields": ("display_name", "phone", "email")}),
        (
            "状态",
            {
                "fields": (
                    "is_active",
                    "must_change_password",
                    "password_changed_at",
                    "last_login",
                    "date_joined",
                )
            },
        ),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "display_name", "phone", "email", "password1", "password2")}),
    )

    def get_urls(self) -> list[Any]:
        """With the file to fill in."""
        sheet = path("sheet/", self.admin_site.admin_view(self.sheet_view), name="departments_user_sheet")
        return [sheet, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset: QuerySet = super().get_queryset(request)
        return queryset.prefetch_related("memberships__department")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """To who only reads, and of an old version, nothing is said of the password."""
        shown = super().get_fieldsets(request, obj)
        if obj and (hasattr(request, "version_fields") or not self.has_change_permission(request, obj)):
            return [(title, {**options, "fields": _without_password(options)}) for title, options in shown]
        return shown

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form knows who fills it in."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.actor = actor(request)
        return form

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        """A new account begins with roles; of another one they are shown."""
        return (FirstRolesInline,) if obj is None else (MembershipInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Nobody shuts himself out."""
        always = ("last_login", "date_joined", "password_changed_at")
        own = obj is not None and obj.pk == actor(request).pk
        return (*always, "is_active", "must_change_password") if own else always

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Every account logs in here; who is given a password chooses another one first."""
        obj.is_staff = True
        obj.must_change_password = obj.must_change_password or not change
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """The first roles are given as any other: by the service, where need be by two people."""
        for row in formset.save(commit=False):
            taken = give_role(
                user=row.user,
                role=row.role,
                department=row.department,
                actor=actor(request),
                reason="新建账号",
                now=timezone.now(),
            )
            say(request, taken.message)

    @transition("任命", url_path="give-role", icon="person_add", form=GiveRoleForm)
    def give_role(
        self, request: HttpRequest, user: User, role: str, department: Department | None, reason: str
    ) -> str:
        """Make the user something."""
        taken = give_role(
            user=user,
            role=role,
            department=department,
            actor=actor(request),
            reason=reason,
            now=timezone.now(),
        )
        return taken.message

    @transition(
        "免去",
        url_path="take-role",
        icon="person_remove",
        danger=True,
        form_of=lambda user: partial(TakeRoleForm, user),
    )
    def take_role(self, request: HttpRequest, user: User, membership: Membership, reason: str) -> str:
        """Take one of the user's roles away."""
        taken = take_role(membership=membership, actor=actor(request), reason=reason, now=timezone.now())
        return taken.message

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """In the place of Django's, where one chooses a password for somebody else: the program makes it."""
        user = self.visible_object(request, id)
        if not _keeps(actor(request), user):
            raise PermissionDenied("您没有权限重置这个账号的密码；自己的密码请在“修改密码”中修改。")
        form = ResetForm(request.POST if request.method == "POST" else None)
        back = reverse("admin:departments_user_change", args=[user.pk])
        if form.is_bound and form.is_valid():
            with ShowsRefusals(form):
                taken = reset_password(
                    user=user, actor=actor(request), now=timezone.now(), **form.cleaned_data
                )
                if not taken.password:
                    say(request, taken.message)
                    return HttpResponseRedirect(back)
                return password_page(self, request, taken, back)
        note = f"系统为{user}生成一次性密码，显示一次，本人登录后须先修改；已登录的设备和接口令牌随即失效。"
        return self.page(
            request, self.transition_template, "重置密码", {"form": form, "note": note, "back_url": back}
        )

    @display(description="任职")
    def show_roles(self, obj: User) -> str:
        return "；".join(m.in_words for m in obj.memberships.all())


@admin.register(Membership)
class MembershipAdmin(ViewOnly, HistoryAdmin):
    list_display = ("user", "department", "role")
    list_filter = (("role", ChoiceFilter),)
    list_select_related = ("user", "department")
    search_fields = ("user__username", "user__display_name", "department__short_name", "department__name")
