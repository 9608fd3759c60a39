"""Addresses and keys of channels, encrypted before they reach the database."""

from common import encryption
from common.errors import ServiceError

_PURPOSE = "channel addresses"


def encrypt(text: str) -> str:
    """The text as a token that only this installation can read; an empty text stays empty."""
    return encryption.encrypt(text, purpose=_PURPOSE) if text else ""


def decrypt(token: str) -> str:
    """The text of a token.

    Raises `ServiceError` where it was written with a key that is neither SECRET_KEY nor one of
    SECRET_KEY_FALLBACKS.
    """
    if not token:
        return ""
    try:
        return encryption.decrypt(token, purpose=_PURPOSE)
    except encryption.Unreadable:
        raise ServiceError("secret_key_changed", "系统密钥已更换，原渠道地址无法读取，请重新填写") from None
