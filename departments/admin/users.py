"""Accounts and roles."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from unfold.admin import TabularInline
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from common.admin.base import HistoryAdmin
from common.admin.columns import filled
from common.admin.filters import ChoiceFilter
from departments.admin.actor import actor
from departments.models.users import Membership, User
from departments.register.admin import RegisterMixin
from departments.services.passwords import given_by_another

# Roles come from memberships; Django's groups would be a second truth.
admin.site.unregister(Group)


class PasswordInWords(forms.Widget):
    """Whether there is a password and the way to a new one; what is kept of it is nobody's to read."""

    template_name = "departments/password.html"
    read_only = True

    def id_for_label(self, id_: str | None) -> None:  # type: ignore[override]  # there is no field to point at
        return None


class AccountForm(UserChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if password := self.fields.get("password"):
            reset = reverse("admin:auth_user_password_change", args=[self.instance.pk])
            password.widget, password.help_text = PasswordInWords(attrs={"reset": reset}), ""


class AccountCreationForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "display_name", "phone", "email")


def _without_password(options: Any) -> tuple[Any, ...]:
    return tuple(name for name in options["fields"] if name != "password")


class MembershipInline(TabularInline):
    model = Membership
    autocomplete_fields = ("department",)
    fields = ("department", "role")
    extra = 0


@admin.register(User)
class UserAdmin(RegisterMixin, HistoryAdmin, DjangoUserAdmin):  # type: ignore[misc]  # both are ModelAdmin, ours narrower
    register_kind = "people"
    actions_list = ("import_sheet",)
    form = AccountForm
    add_form = AccountCreationForm
    change_password_form = AdminPasswordChangeForm
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
                    "is_superuser",
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
    inlines = (MembershipInline,)

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

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Only a system administrator makes another one."""
        always = ("last_login", "date_joined", "password_changed_at")
        return always if actor(request).is_superuser else (*always, "is_superuser")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """督查室 keeps the accounts, but not those of the system's administrators."""
        allowed: bool = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or actor(request).is_superuser)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Every account logs in here; who is given a password chooses another one first."""
        obj.is_staff = True
        obj.must_change_password = obj.must_change_password or not change
        super().save_model(request, obj, form, change)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """As Django's; a password set for somebody else is to be changed by its owner."""
        before = timezone.now()
        response: HttpResponse = super().user_change_password(request, id, form_url)
        if request.method == "POST" and (pk := unquote(id)).isdecimal():
            given_by_another(user_id=int(pk), actor=actor(request), since=before)
        return response

    @display(description="任职")
    def show_roles(self, obj: User) -> str:
        return "；".join(f"{m.department}{m.get_role_display()}" for m in obj.memberships.all())


@admin.register(Membership)
class MembershipAdmin(HistoryAdmin):
    list_display = ("user", "department", "role")
    list_filter = (("role", ChoiceFilter),)
    list_select_related = ("user", "department")
    search_fields = ("user__username", "user__display_name", "department__short_name", "department__name")
    autocomplete_fields = ("user", "department")
