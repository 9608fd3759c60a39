"""Addresses and keys of channels, encrypted before they reach the database."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from common.errors import ServiceError


def encrypt(text: str) -> str:
    """The text as a token that only this installation can read; an empty text stays empty."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """The text of a token.

    Raises `ServiceError` where it was written with a key that is neither SECRET_KEY nor one of
    SECRET_KEY_FALLBACKS.
    """
    if not token:
        return ""
    try:
        return _fernet().decrypt(token.encode()).decode()
    except InvalidToken:
        raise ServiceError("secret_key_changed", "系统密钥已更换，原渠道地址无法读取，请重新填写") from None


def _fernet() -> MultiFernet:
    """Encrypts with the key of SECRET_KEY; reads with those before it as well."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ducha channel addresses")
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
