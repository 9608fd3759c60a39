"""All addresses: the admin at /, the API under /api/v1/."""

from django.contrib import admin
from django.urls import include, path

from config.health import health

urlpatterns = [
    path("healthz", health, name="health"),
    path("api/v1/", include("config.api_urls")),
    path("", admin.site.urls),
]
