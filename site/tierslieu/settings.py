"""Settings of the project, every one of which may be set from the environment.

`.env.example` documents the variables. Nothing here reads a file or guesses a machine.
"""

from datetime import time, timedelta
from pathlib import Path
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from tierslieu.mailers import mailers_from_url

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PROJECT_DIR = BASE_DIR / "site" / "tierslieu"

env = environ.Env()

# --- Where we are -----------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
TESTING = env.bool("TESTING", default=False)
PRODUCTION = not (DEBUG or DEMO or TESTING)

VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")

KNOWN_SECRETS = ("", "change-me", "changez-moi", "secret", "insecure")
SECRET_KEY = env("SECRET_KEY", default="" if PRODUCTION else "only-for-development-and-tests" * 2)
if PRODUCTION and (SECRET_KEY.lower() in KNOWN_SECRETS or len(SECRET_KEY) < 50):
    raise ImproperlyConfigured(
        "SECRET_KEY manque ou est trop courte : mettez dans l’environnement une suite d’au moins "
        "50 caractères au hasard (python -c 'import secrets; print(secrets.token_urlsafe(64))')."
    )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS manque : donnez le nom du site, par exemple caserne.example.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])

# --- What the house is made of ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "tierslieu",
    "cms",
    "bookings",
    "incubator",
    "spaces",
    "meetings",
    "people",
    "privacy",
    "jobs",
    "reminders",
    "backoffice",
    "sheets",
    "vault",
    "journal",
    "paper",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "pghistory",
    "pgtrigger",
    "health_check",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "people.middleware.EvenTimeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "tierslieu.csp.AdministrationCspMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tierslieu.typography.TypographyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "people.middleware.DefaultDenyMiddleware",
    "people.middleware.MandatoryMfaMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "tierslieu.urls"
WSGI_APPLICATION = "tierslieu.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["tierslieu.templatetags.french"],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tierslieu.context_processors.house",
                "reminders.context_processors.unread",
            ],
        },
    },
]

# --- Where it is kept -------------------------------------------------------------------------------------

_database = env.db_url("DATABASE_URL")
DATABASES = {
    "default": {
        **_database,
        # A Unix socket's folder arrives quoted, as in any PostgreSQL address.
        "HOST": unquote(_database["HOST"]),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        # A restart of the database then costs no failed request.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 3, **_database.get("OPTIONS", {})},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "tierslieu.cache.SteadyRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "tierslieu_cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},  # past 300 of them, counts of tries would be thrown away
        }
    }

MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
MEDIA_URL = "/media/"
VAULT_ROOT = Path(env("VAULT_ROOT", default=str(VAR_DIR / "vault")))
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [PROJECT_DIR / "static"]
# Cut from the web's typefaces at set-up, for printed pages.
PAPER_TYPEFACES = PROJECT_DIR / "static" / "vendor" / "fonts"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tierslieu.stylesheets.SheetFinder",
]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG or TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "vault": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAULT_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# --- Language and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
FORMAT_MODULE_PATH = "tierslieu.formats"
TIME_ZONE = env("TIME_ZONE", default="Europe/Paris")  # Display only: each place decides in its own zone.
FORM_RENDERER = env("FORM_RENDERER", default="tierslieu.forms.SignageRenderer")

# --- Mail -------------------------------------------------------------------------------------------------

DEMO_MAIL_DIR = VAR_DIR / "courriels"
MAILERS = mailers_from_url(
    env("EMAIL_URL", default="filemail:///" + str(DEMO_MAIL_DIR) if not PRODUCTION else "")
)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="La Caserne <bonjour@caserne.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Background work --------------------------------------------------------------------------------------

BROKER_DIR = VAR_DIR / "broker"
REMINDERS_SWEEP_INTERVAL = timedelta(seconds=env.int("REMINDERS_SWEEP_SECONDS", default=30))
# How long a worker may hold a notice without giving news; longer than the slowest mail server.
REMINDERS_LEASE = timedelta(seconds=env.int("REMINDERS_LEASE_SECONDS", default=120))
REMINDERS_FIRST_RETRY = timedelta(seconds=env.int("REMINDERS_FIRST_RETRY_SECONDS", default=20))
REMINDERS_LAST_RETRY = timedelta(seconds=env.int("REMINDERS_LAST_RETRY_SECONDS", default=900))
REMINDERS_PER_MINUTE = env.int("REMINDERS_PER_MINUTE", default=300)
# When daily digests leave, on the wall clock of TIME_ZONE.
REMINDERS_DIGEST_TIME = time(7, 30)

# --- Who comes in -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "people.backends.GrantBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ANONYMOUS_USER_NAME = ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# The e-mail is unique by a constraint on its lower case, which this check does not read.
# Wagtail previews a page in a frame of our own origin.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "security.W019"]
GUARDIAN_MONKEY_PATCH_USER = GUARDIAN_MONKEY_PATCH_GROUP = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mon-espace/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # the sign-in page then offers one; sign-up asks for none
_FORMS = {"login": "Enter", "signup": "OpenAccount", "add_email": "AddAddress"}
_FORMS |= {"request_login_code": "AskCode", "reset_password": "ForgottenPassword"}
ACCOUNT_FORMS = {name: f"people.forms.{form}Form" for name, form in _FORMS.items()}
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip"}  # per account and address: ForgottenPasswordForm
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if BASE_URL.startswith("https") else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {f"{n}_webauthn": f"people.passkeys.{n.title()}KeyForm" for n in ("add", "edit", "login")}
MFA_MANDATORY_FOR_STAFF = env.bool("MFA_MANDATORY_FOR_STAFF", default=True)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False

# --- Security ---------------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
}
SECURE_REFERRER_POLICY = "strict-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Wagtail ----------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Tierslieu"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("en", "English")]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "/gestion/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/_util/login/"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# One zone: the account page of the administration then offers no choice of it.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "tierslieu_french"}
}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []

# --- What we hear of it -----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "tierslieu.discretion.DiscreetLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        # Two lines for each page saved, and nothing that Wagtail's own history does not keep.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
