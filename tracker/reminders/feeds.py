"""The calendar's address: no log-in, as calendar programs have none; the secret in it says whose it is."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from common import clock
from common.files.answers import attachment
from tracker.reminders.services.calendars import calendar_of, feed_owner


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar behind the secret `token`; 404 where it is not or no longer one."""
    user = feed_owner(token)
    if user is None:
        raise Http404("日历地址无效。")
    body = calendar_of(user=user, on=clock.today(), at=timezone.now())
    answer = attachment(body, name="ducha.ics", media_type="text/calendar; charset=utf-8")
    answer["Referrer-Policy"] = "no-referrer"
    return answer
