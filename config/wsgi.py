"""The WSGI application: `gunicorn config.wsgi`."""

import logging
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from config.static_files import HINT, not_collected  # noqa: E402  (needs the settings)

# gunicorn runs no checks. The API works without static files, so that this is said and not refused.
if words := not_collected():
    logging.getLogger(__name__).error("%s%s", words, HINT)
