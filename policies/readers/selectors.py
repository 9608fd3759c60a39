"""Reads around circles of readers."""

from django.db.models import Exists, OuterRef, QuerySet

from departments.models.users import BUSINESS, Membership, User
from policies.models.documents import PolicyDocument
from policies.readers.models import Circle, CircleChange


def nameable() -> QuerySet[User]:
    """The accounts that may be named: active ones with something to do with matters, no administrators."""
    held = Membership.objects.filter(user=OuterRef("pk"), role__in=BUSINESS)
    return User.objects.filter(Exists(held), is_active=True).order_by("display_name", "pk")


def circle_of(document: PolicyDocument) -> Circle | None:
    """Its circle with who is named, if it has one; three queries at most."""
    return Circle.objects.filter(document=document).prefetch_related("units", "persons").first()


def changes_of(document: PolicyDocument, user: User) -> QuerySet[CircleChange]:
    """What became of its circle, the last change first, as far as the user reads that."""
    return CircleChange.objects.visible_to(user).filter(document=document).select_related("actor")
