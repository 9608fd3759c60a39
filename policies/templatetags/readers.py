"""`{% load readers %}{% circle_mark document %}`: that only some may know of what stands here."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from departments.models.users import User
from policies.models.documents import PolicyDocument
from policies.readers.models import Circle

register = template.Library()

MARK = '<span class="dc-chip dc-small" title="只有列入知悉范围的单位和人员可以看到，请勿外传">限定知悉</span>'


@register.simple_tag(takes_context=True)
def circle_mark(context: Any, document: PolicyDocument) -> SafeString:
    """The mark; one query where any document has a circle, none where there is none."""
    user = getattr(context.get("request"), "user", None)
    if not isinstance(user, User) or not user.minds_circles:
        return SafeString("")
    closed = Circle.objects.filter(document=document.pk).exists()
    return SafeString(MARK if closed else "")
