"""One POST of JSON, and what came back: the ground that the transports share.

No redirect is followed, nothing is logged, and no words of an error hold the address: it is a secret.
"""

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

SECONDS = 10.0  # for connecting, and for each wait on an answer
AT_MOST = 20.0  # seconds for the whole answer, however slowly it drips
_LONGEST = 65536  # bytes of an answer that are read


class NotTakenError(Exception):
    """The other side has not taken the message, or has not said so; the Chinese words say what to do.

    `doubtful`: the message was sent and no answer came, so that it may have arrived all the same.
    """

    def __init__(self, words: str, *, doubtful: bool = False) -> None:
        super().__init__(words)
        self.doubtful = doubtful


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said: the HTTP status, the body as it came, and the object in it, if it is one."""

    status: int
    media_type: str
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether it is a web page, as the log-in page of a gateway is."""
        return "html" in self.media_type or self.body.lstrip()[:1] == b"<"

    @property
    def told(self) -> dict[str, Any]:
        """The JSON object of the body; empty where there is none."""
        try:
            read = json.loads(self.body)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}


def as_sent(body: Mapping[str, Any]) -> bytes:
    """The body byte for byte as `post` sends it; what a size is measured by."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def post(url: str, body: bytes, *, whom: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Send the JSON `body`; `whom` names the other side in the words of a `NotTakenError`."""
    try:
        request = Request(  # noqa: S310 — the callers let http and https pass
            url, data=body, headers={"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        )
        answer: Any = _opener().open(request, timeout=SECONDS)
        if answer is None:  # neither http nor https
            raise NotTakenError(f"{whom}的地址不对，请检查。")
        with answer:
            return Answer(answer.status, answer.headers.get("Content-Type", "").lower(), _read(answer))
    except URLError:  # before anything was sent
        raise NotTakenError(f"无法连接{whom}的服务器，请检查网关地址和网络。") from None
    except TimeoutError:
        words = f"{whom}的服务器迟迟没有答复，无法确认是否已经收到。"
        raise NotTakenError(words, doubtful=True) from None
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, http.client.InvalidURL):
            raise NotTakenError(f"{whom}的地址不对，请检查。") from None
        words = f"{whom}的服务器中途断开，无法确认是否已经收到。"
        raise NotTakenError(words, doubtful=True) from None


def _opener() -> OpenerDirector:
    """Without the handlers that follow redirects and turn answers into errors: those are read as well."""
    opener = OpenerDirector()
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler()):
        opener.add_handler(handler)
    return opener


def _read(answer: http.client.HTTPResponse) -> bytes:
    ends, parts, size = time.monotonic() + AT_MOST, list[bytes](), 0
    while size < _LONGEST and (part := answer.read1(_LONGEST)):
        parts.append(part)
        size += len(part)
        if time.monotonic() > ends:
            raise TimeoutError
    if size < _LONGEST and answer.length:  # fewer bytes than were announced
        raise http.client.IncompleteRead(b"")
    return b"".join(parts)


def require_zero(
    answer: Answer, *, whom: str, reasons: Mapping[int, str], names: tuple[str, ...] = ("errcode", "code")
) -> None:
    """Pass where the answer's code is 0; else raise with the code, its Chinese words and what to do.

    A page, an empty body or an object without a code says nothing of the message: it was not taken.
    """
    told = answer.told
    code = next((told[name] for name in names if name in told), None)
    if answer.status < 300 and code in (0, "0") and not isinstance(code, bool):
        return
    if code is not None and code not in (0, "0"):
        number = int(code) if str(code).lstrip("-").isdigit() else None
        words = reasons.get(number) if number is not None else None
        raise NotTakenError(f"{whom}拒收（{str(code)[:20]}）：{words or '请按该错误码查阅平台的说明。'}")
    raise NotTakenError(no_receipt(answer, whom))


def no_receipt(answer: Answer, whom: str) -> str:
    """What to say of an answer that is no receipt."""
    if answer.status >= 300:
        return f"{whom}的服务器答复了HTTP状态{answer.status}，没有接收；请检查网关地址和放行设置。"
    if answer.is_page:
        return f"{whom}的服务器答复的是网页，不是回执，多半是网关的登录页；请检查网关地址和放行设置。"
    if not answer.body.strip():
        return f"{whom}的服务器没有给出回执，不能视为已发送。"
    return f"{whom}的服务器给出的回执无法识别，不能视为已发送。"
