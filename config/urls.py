"""All addresses: the admin at /, the API under /api/v1/, signing on and calendars under their names."""

from django.contrib import admin
from django.urls import include, path, re_path

from common.api.errors import unknown_address
from config.health import health
from tracker.reminders.feeds import calendar

urlpatterns = [
    path("healthz", health, name="health"),
    path("api/v1/", include("config.api_urls")),
    re_path("^api/", unknown_address),
    path("calendar/<str:token>.ics", calendar, name="calendar"),
    path("sign-on/", include("departments.signon.urls")),
    path("ledger/", include("tracker.ledger.urls")),
    path("", admin.site.urls),
]
