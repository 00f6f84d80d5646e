"""The library that signs officers in. The desk runs it, the owner makes its tables and `wayhome seed` gives the
demonstration its keys; no other process loads it.

Guessing is slowed by accounts/throttle.py, whose counts all processes share. The library's own limits would need a cache
that is shared in the same way, and are off. See docs/decisions/0016-sign-in.md.
"""

from wayhome.settings import common

APPS = (
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
)
ACCOUNT_ADAPTER = "wayhome.accounts.library.AccountAdapter"
MFA_ADAPTER = "wayhome.accounts.library.FactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 5 * 60
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_REAUTHENTICATION_REQUIRED = False  # our own gate asks for a fresh second factor: accounts/sessions.py
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Wayhome"
SOCIALACCOUNT_ADAPTER = "wayhome.accounts.library.AgencyAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form would have to be let through to the provider by our content policy
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
AGENCY_SIGN_IN = common.agency_sign_in()
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["openid"],
        "APPS": [
            {
                "provider_id": each["id"],
                "name": each["name"],
                "client_id": each["client_id"],
                "secret": each["secret"],
                "settings": {"server_url": each["issuer"], "fetch_userinfo": False},
            }
            for each in AGENCY_SIGN_IN.values()
        ],
    }
}
