"""＋新增督办事项: the button in the head of every page of 督查室."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from departments.models.users import User, UserRole


def entering_button(request: HttpRequest) -> SafeString:
    """The button with its script, for who may enter matters."""
    user = request.user
    if not isinstance(user, User) or not user.has_role(UserRole.SUPERVISOR):
        return SafeString("")
    return render_to_string("matters/button.html", {"user": user}, request)
