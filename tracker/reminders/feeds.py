"""The calendar's address: no log-in, as calendar programs have none; the secret in it says whose it is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common import clock
from tracker.reminders.services.calendars import calendar_of, feed_owner


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind the secret `token`; 404 where it is not or no longer one."""
    user = feed_owner(token)
    if user is None:
        raise Http404("日历地址无效。")
    body = calendar_of(user=user, on=clock.today(), at=timezone.now())
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="ducha.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
