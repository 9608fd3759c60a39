"""How allauth keeps the secrets of second factors: encrypted. Named by `MFA_ADAPTER`."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser

from common import encryption
from common.errors import ServiceError

PURPOSE = "second factors"


class SecretsAdapter(DefaultMFAAdapter):
    """allauth's own, whose rows only this installation can read."""

    def encrypt(self, text: str) -> str:
        """What the row holds in the place of the secret."""
        return encryption.encrypt(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret. Raises `ServiceError` after a change of SECRET_KEY without SECRET_KEY_FALLBACKS."""
        try:
            return encryption.decrypt(encrypted_text, purpose=PURPOSE)
        except encryption.Unreadable:
            raise ServiceError(
                "second_factor_unreadable",
                "系统密钥已更换，原第二重验证失效，请联系安全管理员解除后重新设置。",
            ) from None

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What the authenticator calls the entry: the user name."""
        return user.get_username()
