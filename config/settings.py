"""Settings, all from the environment.

`DEMO=true` (what `make run` sets, and the default of `manage.py` on a folder with no configuration) needs
nothing: SQLite, a queue of files and mails as files, all under `var/`, and a secret made at first use.
Otherwise SECRET_KEY, DATABASE_URL, REDIS_URL and ALLOWED_HOSTS are required: a real installation never
starts on a guessed value.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from config.demo import demo_secret_key
from departments.signon.ways import form_targets, oidc_providers, require_tls

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# A configured installation names its database; a bare checkout is the demo.
DEMO = env.bool("DEMO", default="DATABASE_URL" not in env.ENVIRON)
DEMO_LABEL = env("DEMO_LABEL", default="")  # a line on every page: 演示数据, in what `make run` shows
DEBUG = env.bool("DEBUG", default=False)
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
if DEMO:
    for folder in ("queue", "mail"):
        (VAR_DIR / folder).mkdir(parents=True, exist_ok=True)

SECRET_KEY = env("SECRET_KEY", default=demo_secret_key(VAR_DIR)) if DEMO else env("SECRET_KEY")
if not DEMO and len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("SECRET_KEY must have at least 32 characters")
# Keys before this one: what was encrypted with them can still be read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"]) if DEMO else env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "desks",  # these two first: their pages stand in for those of the admin
    "common",
    "unfold.apps.BasicAppConfig",  # the site is ours: desks.site
    "unfold.contrib.filters",
    "unfold.contrib.simple_history",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "django_celery_beat",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "simple_history",
    "departments",
    "knox",
    "allauth.account",  # asked for by the next one; none of its pages is open
    "allauth.socialaccount",
    "allauth.mfa",
    "departments.daysoff",
    "departments.record",
    "departments.signon",
    "departments.inside",
    "departments.access",
    "policies",
    "tracker.work",
    "tracker.ledger",
    "tracker.scorecard",
    "tracker.proposals",
    "tracker.matters",
    "tracker.reminders",
    "tracker.papers",
    "tracker.reforms",
    *(["demo"] if DEMO else []),  # the made-up province, and synthetic ledgers for measuring
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.headers.PermissionsPolicy",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.headers.NothingIsKept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "departments.signon.middleware.KeepsSession",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "departments.signon.middleware.AsksSecondFactor",
    "departments.signon.middleware.ChangesPassword",
    "departments.record.middleware.RecordsUse",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.busy.SaysBusy",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

_SQLITE_URL = f"sqlite:///{VAR_DIR / 'ducha.sqlite3'}"
DATABASES = {"default": env.db("DATABASE_URL", default=_SQLITE_URL) if DEMO else env.db("DATABASE_URL")}
# To open one takes longer than most pages ask of it; SQLite reads the whole schema each time.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Web server, worker and scheduler share the file: readers do not wait for a writer (WAL), and a
    # transaction takes its lock at the start instead of failing half-way (IMMEDIATE).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["ENGINE"] = "common.db.postgresql"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Between transactions PgBouncer hands the server's connection on: no cursor may outlast one.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("PGBOUNCER", default=False)
if REPLICA_URL := env("REPLICA_URL", default=""):
    # A copy that follows: GET requests read from it (config.replica).
    DATABASES["replica"] = DATABASES["default"] | env.db("REPLICA_URL")
    DATABASES["replica"] |= {"ENGINE": DATABASES["default"]["ENGINE"], "TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["config.replica.ReplicaRouter"]
    MIDDLEWARE.insert(0, "config.replica.ReplicaMiddleware")
# The role that owns the tables, for `migrate` and restoring; DATABASE_URL's may then change nothing that is
# append-only (common.db.roles). Not in DATABASES: no query of the application goes there.
DATABASE_OWNER = env.db("DATABASE_OWNER_URL") if env("DATABASE_OWNER_URL", default="") else {}
REPLICA_CATCHES_UP = env.int("REPLICA_CATCHES_UP", default=10)  # seconds after a write, read at the primary
LOCK_TIMEOUT = env.int("LOCK_TIMEOUT", default=15)  # seconds that a step waits for another one's lock
# What the record's chain is made by: sha256, or sm3 (GB/T 32905) where the machine's OpenSSL has it.
RECORD_HASH = env("RECORD_HASH", default="sha256")
# Compiled queries and prepared statements (common.db); off, Django puts every query together anew.
COMPILED_QUERIES = env.bool("COMPILED_QUERIES", default=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="") if DEMO else env("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

AUTH_USER_MODEL = "departments.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "departments.permissions.PasswordBackend",
    "departments.permissions.RoleBackend",
    "departments.signon.backends.SignOnBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "departments.signon.passwords.LongOrMixed"},
    {"NAME": "departments.signon.passwords.NotUsedBefore"},
]
# Whoever was given a password, or has had one for so many days (0: for ever), changes it first.
PASSWORDS_MUST_CHANGE = not DEMO
PASSWORD_DAYS = env.int("PASSWORD_DAYS", default=180)
# Roles of 督查室, leaders and administrators, their passwords, and any lock: by two 安全管理员 within so many
# hours.
TWO_HANDS = env.bool("TWO_HANDS", default=False)
TWO_HANDS_HOURS = env.int("TWO_HANDS_HOURS", default=72)
SESSION_ENGINE = "departments.signon.sessions"
SESSION_COOKIE_AGE = env.int("IDLE_MINUTES", default=30) * 60  # after the last request
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSIONS_PER_ACCOUNT = env.int("SESSIONS_PER_ACCOUNT", default=5)
KNOX_TOKEN_MODEL = "signon.AccessToken"  # noqa: S105  (a model's name)
MIGRATION_MODULES = {"knox": None}  # the table of its own tokens would stand empty
# Ways in beside local passwords (departments.signon): each is there where its address is given.
OIDC_PROVIDERS = oidc_providers(
    {
        "key": "oidc",
        "name": env("OIDC_NAME", default="") or "统一身份认证",
        "issuer": env("OIDC_ISSUER", default=""),
        "client_id": env("OIDC_CLIENT_ID", default=""),
        "client_secret": env("OIDC_CLIENT_SECRET", default=""),
        "hosts": env.list("OIDC_HOSTS", default=[]),
    },
    env.json("OIDC_PROVIDERS", default=[]) if env("OIDC_PROVIDERS", default="") else [],
)
CAS_SERVER_URL = env("CAS_SERVER_URL", default="").rstrip("/")
CAS_NAME = env("CAS_NAME", default="") or "单位统一登录"
CAS_VERSION = env("CAS_VERSION", default="") or "3"
LDAP_NAME = env("LDAP_NAME", default="") or "单位目录账号"
# What the directory calls a person's user name and name (Active Directory: sAMAccountName, displayName).
LDAP_NAME_ATTRIBUTE = env("LDAP_NAME_ATTRIBUTE", default="") or "uid"
LDAP_DISPLAY_ATTRIBUTE = env("LDAP_DISPLAY_ATTRIBUTE", default="") or "cn"
if CAS_SERVER_URL:
    require_tls("CAS_SERVER_URL", CAS_SERVER_URL)
    CAS_SERVER_URL += "/"  # else what follows takes the place of its last part
if env("LDAP_URI", default=""):
    try:
        from config.directory import ldap_settings
    except ImportError as error:
        raise ImproperlyConfigured(
            "LDAP_URI 已设置，但没有安装目录登录的组件：先装系统包 libldap-dev、libsasl2-dev 和 gcc，"
            "再执行 pip install -r requirements-ldap.lock；Docker 镜像已包含。"
        ) from error
    vars().update(ldap_settings(env, LDAP_NAME_ATTRIBUTE))
    AUTHENTICATION_BACKENDS.append("departments.signon.directory.DirectoryBackend")
# Who comes by one of them for the first time gets an account without a role; else is told whom to ask.
SIGN_ON_CREATES_ACCOUNTS = env.bool("SIGN_ON_CREATES_ACCOUNTS", default=True)
# Roles whose holders give a second factor (a code from an authenticator) after whatever else they log in by;
# `superuser` is one of them. Never in the demo, whose accounts are everybody's.
MFA_ROLES = (
    frozenset()
    if DEMO
    else frozenset(env.list("MFA_ROLES", default=["superuser", "system_admin", "security_admin", "auditor"]))
)
MFA_ADAPTER = "departments.signon.second_factor.secrets.SecretsAdapter"
MFA_TOTP_ISSUER = "督查台账"
MFA_TOTP_TOLERANCE = 1  # a code of half a minute before or after: clocks differ
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # for who opens the login page by itself
AXES_FAILURE_LIMIT = 10
AXES_VERBOSE = False  # no banner in the output of every command
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a guess now and then locks nobody out for ever
AXES_LOCKOUT_TEMPLATE = "signon/locked.html"
# Behind a proxy the address is the proxy's; the installation says how many proxies it trusts. Without one
# nobody's word is taken for where he is.
PROXY_COUNT = env.int("PROXY_COUNT", default=0)
AXES_CLIENT_IP_CALLABLE = "common.address.client_address"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]  # Chinese words for what the libraries say in English
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_files.HashedStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024

if not DEMO:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HTTPS_ONLY", default=True)
    if SESSION_COOKIE_SECURE:  # browsers take these from this very host alone
        SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    if env.bool("BEHIND_TLS_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
if not DEMO and env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^healthz$"]  # asked within the machine, without TLS
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
    # Names below this one are mostly others' to speak for; preloaded names are the open internet's.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Nothing from other hosts and no script within a page. Alpine, which unfold's menus are written in, makes
# functions of its attributes ('unsafe-eval'); unfold and the pictures of trends set styles of elements.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, UNSAFE_EVAL],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *form_targets(OIDC_PROVIDERS, CAS_SERVER_URL)],
        "frame-ancestors": [SELF],
    }
}

# Pages, exports and printed papers carry who reads them, and when.
WATERMARK = env.bool("WATERMARK", default=False)

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="filemail:") if DEMO else env.email_url("EMAIL_URL")
vars().update(EMAIL_CONFIG)
if EMAIL_CONFIG["EMAIL_BACKEND"].endswith("filebased.EmailBackend") and not EMAIL_CONFIG["EMAIL_FILE_PATH"]:
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 30  # seconds; a claim on a digest outlasts it
# Seconds: after these waits a digest that failed is tried again; after so long a claim is a dead worker's.
DIGEST_WAITS = env.list("DIGEST_WAITS", cast=int, default=[300, 1800, 7200, 28800])
DIGEST_CLAIM_LASTS = env.int("DIGEST_CLAIM_LASTS", default=900)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="督查室 <ducha@localhost>")
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if not REDIS_URL:
    # The queue is a folder: nothing to install.
    CELERY_BROKER_TRANSPORT = "config.file_queue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "queue"),
        "data_folder_out": str(VAR_DIR / "queue"),
        "control_folder": str(VAR_DIR / "queue" / "control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "config.beat.PulseScheduler"
BEAT_PULSE_FILE = VAR_DIR / "beat.pulse"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "departments.api.authentication.RoleTokenAuthentication",
        "departments.api.authentication.SessionAuthentication",
    ],
    # No pages made from serializers: their forms would list rows that the user may not see.
    "DEFAULT_RENDERER_CLASSES": ["common.api.renderers.JSONRenderer"],
    "DEFAULT_PERMISSION_CLASSES": ["departments.api.permissions.HandlesMatters"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "common.api.pagination.LedgerPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.api.errors.exception_handler",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "督查台账接口",
    "DESCRIPTION": "文件、举措、任务、交办、进展、单位与逾期清单。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "common.api.errors.describe_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    # Columns of one name with different values: each list of values gets a name of its own in the page.
    "ENUM_NAME_OVERRIDES": {
        "AccessKind": "departments.access.models.Kind",
        "AccessState": "departments.access.models.State",
        "AnswerStatus": "tracker.work.models.requests.AnswerStatus",
        "AssignmentStatus": "tracker.work.models.assignments.Status",
        "CheckKind": "policies.checking.models.items.CheckKind",
        "DayKind": "departments.daysoff.models.DayKind",
        "DepartmentKind": "departments.models.departments.Kind",
        "DocumentKind": "policies.models.documents.DocumentKind",
        "DocumentStatus": "policies.models.documents.DocumentStatus",
        "EventKind": "tracker.work.models.assignments.EventKind",
        "UseKind": "departments.record.models.UseKind",
        "StepKind": "tracker.ledger.models.StepKind",
        "StepState": "tracker.ledger.models.StepState",
        "ExportState": "tracker.ledger.models.ExportState",
        "ImportEntryState": "policies.imports.models.EntryState",
        "ImportState": "policies.imports.models.ImportState",
        "MarkKind": "policies.checking.models.marks.MarkKind",
        "MilestoneKind": "policies.models.measures.MilestoneKind",
        "MatterOrigin": "policies.models.documents.BY_HAND",
        "Origin": "policies.models.documents.Origin",
        "ProposalEventKind": "tracker.proposals.models.ProposalEventKind",
        "ProposalKind": "tracker.proposals.models.ProposalKind",
        "ProposalStatus": "tracker.proposals.models.ProposalStatus",
        "ReformKind": "tracker.reforms.models.ReformKind",
        "ReportStatus": "tracker.work.filing.models.reports.ReportStatus",
        "Role": "policies.models.measures.Role",
        "UserRole": "departments.models.users.UserRole",
        "BulletinDraftStatus": "tracker.papers.models.DraftStatus",
        "SponsorRole": "tracker.proposals.models.SponsorRole",
        "WorkingRole": "policies.models.measures.WORKING_ROLES",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "config.access_log.MasksSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}

from config.look import UNFOLD  # noqa: E402, F401  (the admin's look reads the settings above)
