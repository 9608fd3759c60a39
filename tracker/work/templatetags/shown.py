"""Which attachments a browser shows."""

from django import template

from tracker.work.filing import showing
from tracker.work.filing.models.drafts import Attachment

register = template.Library()


@register.filter
def can_be_shown(file: Attachment) -> bool:
    """Whether a browser shows it without another program."""
    return showing.can_be_shown(file)
