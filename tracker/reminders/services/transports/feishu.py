"""飞书: the robot of a group; with 签名校验 where a secret is given."""

import base64
import hashlib
import hmac
import time
from typing import Any

from tracker.reminders.services.transports.messages import Message, fitted
from tracker.reminders.services.transports.posting import as_sent, post, require_zero

GATEWAY = "https://open.feishu.cn"
_LONGEST = 20000  # bytes of the whole body
_REASONS = {
    9499: "请求格式不对或发送过于频繁，将自动重试；一直不成的，请联系系统管理员。",
    11232: "发送过于频繁而被限流，将自动重试；多人共用一个机器人的，请分开设置。",
    19001: "机器人的地址无效，可能已从群中删除；请重新填写地址。",
    19002: "消息格式不对，请联系系统管理员。",
    19021: "签名校验没有通过：请填写机器人安全设置中的签名密钥，并核对服务器时间（相差不得超过1小时）。",
    19022: "来源地址不在机器人的IP白名单内，请加入服务器的IP。",
    19024: "消息不含机器人的自定义关键词，请在机器人的安全设置中加入“督查”。",
}


def send(message: Message, *, token: str, secret: str, base: str) -> None:
    """Send to the robot with the token; raises `NotTakenError` unless the platform says code 0."""
    proof = signed(secret, round(time.time())) if secret else {}

    def body(text: str) -> dict[str, Any]:
        return {**proof, "msg_type": "text", "content": {"text": text}}

    text = fitted(message, lambda words: len(as_sent(body(words))), _LONGEST)
    answer = post(f"{base or GATEWAY}/open-apis/bot/v2/hook/{token}", as_sent(body(text)), whom="飞书")
    require_zero(answer, whom="飞书", reasons=_REASONS, names=("code",))


def signed(secret: str, seconds: int) -> dict[str, str]:
    """What the body to a robot with 签名校验 says: the time, and an HMAC of nothing whose key is both."""
    mac = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": str(seconds), "sign": base64.b64encode(mac).decode()}
