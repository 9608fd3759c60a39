"""The head of the chain in words: printed, mailed, and kept where the owner of the database cannot reach."""

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from departments.models.users import User, UserRole
from departments.record.chain.verifying import unsealed
from departments.record.models import ChainLink


def head() -> ChainLink | None:
    """The newest link; `None` while nothing is sealed."""
    return ChainLink.objects.order_by("-number").first()


def head_in_words(link: ChainLink | None) -> list[tuple[str, str]]:
    """The head as lines of a name and a value."""
    if link is None:
        return [("封存", "还没有封存过")]
    at = timezone.localtime(link.sealed_at)
    return [
        ("序号", f"第{link.number}号"),
        ("封存时间", f"{at:%Y-%m-%d %H:%M:%S}"),
        ("封存值", link.digest),
        ("算法", link.algorithm.upper()),
    ]


def verifying_command(link: ChainLink) -> str:
    """What is typed at the server to compare with this head."""
    return f"python manage.py verify_record --known {link.number}:{link.digest}"


def mail_head(*, on: date) -> int:
    """Mail the head to every auditor with an address; returns to how many.

    Nothing is sent while nothing is sealed.
    """
    link = head()
    auditors = User.objects.filter(is_active=True, memberships__role=UserRole.AUDITOR).exclude(email="")
    addresses = sorted(set(auditors.values_list("email", flat=True)))
    if link is None or not addresses:
        return 0
    lines = [f"{name}：{value}" for name, value in head_in_words(link)]
    lines += [
        f"尚未封存：{sum(unsealed().values())}行",
        "",
        f"请保存本邮件。日后核对：{verifying_command(link)}",
        "核对不通过，说明在此之前封存的记录被改动过。",
        settings.SITE_URL,
    ]
    for address in addresses:  # each for itself: none sees the others
        EmailMessage(f"督查台账审计封存值 {on}", "\n".join(lines), to=[address]).send()
    return len(addresses)
