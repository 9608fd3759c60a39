"""Settings of the tests: the demo's, or PostgreSQL and Redis where the environment names them."""

import os
import tempfile

_DIR = os.environ.setdefault("TEST_VAR_DIR", tempfile.mkdtemp(prefix="ducha-test-"))
os.environ.update(DEMO="true", VAR_DIR=_DIR, SECRET_KEY="of the tests, and long enough for every check")  # noqa: S106
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", f"sqlite:///{_DIR}/test.sqlite3")
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")

from config.settings import *  # noqa: E402, F403

if not os.environ.get("TEST_DATABASE_URL"):
    # A file, as in the demo: in memory all threads share one connection, and a page that asks twice at once
    # finds itself in the middle of the other request's transaction. What a power cut would lose may be lost.
    DATABASES["default"]["TEST"] = {"NAME": f"{_DIR}/tests.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"  # noqa: F405
else:
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}  # noqa: F405  (as above)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
AXES_ENABLED = False
WHITENOISE_AUTOREFRESH = True
