# One image for web, worker, beat and migrate; the command says which.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    VAR_DIR=/app/var STATIC_ROOT=/app/static
WORKDIR /app

# Turns doc, wps, rtf and odt into docx; of LibreOffice only what that takes. libpq5 is for pg_dump.
RUN apt-get update && apt-get install -y --no-install-recommends libreoffice-writer-nogui libpq5 \
    && rm -rf /var/lib/apt/lists/*
# For `manage.py backup` and `restore`: of the version of the server in docker-compose.yml.
COPY --from=postgres:16 /usr/lib/postgresql/16/bin/pg_dump /usr/lib/postgresql/16/bin/pg_restore /usr/local/bin/

# First what changes rarely: the pinned libraries, checked by their hashes. That of log-in by a directory is built
# here; the compiler leaves again, libldap-dev stays for the sake of OpenLDAP's library that comes with it.
COPY requirements-ldap.lock ./
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev libldap-dev libsasl2-dev \
    && pip install --require-hashes -r requirements-ldap.lock \
    && apt-get purge -y --auto-remove gcc libc6-dev libsasl2-dev && rm -rf /var/lib/apt/lists/*

COPY manage.py ./
COPY config ./config
COPY desks ./desks
COPY common ./common
COPY extraction ./extraction
COPY departments ./departments
COPY policies ./policies
COPY tracker ./tracker
COPY fixtures ./fixtures
COPY docs/guide ./docs/guide
COPY docs/images ./docs/images
COPY scripts/check_web.py ./scripts/
# The demo is not in the image. Collecting files asks neither database nor queue: made-up addresses will do.
RUN SECRET_KEY="$(head -c 48 /dev/urandom | base64)" DATABASE_URL=sqlite:///none REDIS_URL=redis://none \
    EMAIL_URL=consolemail:// ALLOWED_HOSTS=none \
    python manage.py collectstatic --noinput \
    && useradd --system --uid 10001 --no-create-home ducha \
    && install -d -o ducha /app/var
USER ducha

EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "75", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-", "--logger-class", "config.access_log.AccessLogger"]
