"""钉钉: the robot of a group; with 加签 where a secret is given."""

import base64
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import urlencode

from tracker.reminders.services.transports.messages import Message, fitted
from tracker.reminders.services.transports.posting import as_sent, post, require_zero

GATEWAY = "https://oapi.dingtalk.com"
_LONGEST = 20000  # bytes of the whole body
_REASONS = {
    -1: "钉钉系统繁忙，将自动重试。",
    40035: "缺少参数，请重新填写机器人的地址。",
    43004: "消息格式不对，请联系系统管理员。",
    300001: "access_token不存在，请重新填写机器人的地址。",
    310000: "没有通过机器人的安全设置。设自定义关键词的，请加入“督查”；设加签的，请填写SEC开头的密钥，"
    "并核对服务器时间；设IP地址段的，请加入服务器的IP。",
    130101: "发送过于频繁，超过了机器人每分钟20条的限额，将自动重试；多人共用一个机器人的，请分开设置。",
    400013: "群已被解散，请换一个群添加机器人。",
    400101: "access_token不存在，请重新填写机器人的地址。",
    400102: "机器人已停用，请在群设置中启用。",
    400105: "消息类型不支持，请联系系统管理员。",
    400106: "机器人不存在，可能已从群中删除；请重新添加后填写地址。",
    410100: "发送过于频繁而被限流，将自动重试。",
    430101: "消息含有钉钉认为不合适的链接，请联系系统管理员。",
    430102: "消息含有钉钉认为不合适的文字，请联系系统管理员。",
    430104: "消息含有钉钉认为不合适的内容，请联系系统管理员。",
    460101: "消息内容过长，请联系系统管理员。",
}


def send(message: Message, *, token: str, secret: str, base: str) -> None:
    """Send to the robot with the token; raises `NotTakenError` unless the platform says errcode 0."""
    query = {"access_token": token, **(signed(secret, round(time.time() * 1000)) if secret else {})}
    text = fitted(message, lambda words: len(as_sent(_body(words))), _LONGEST)
    url = f"{base or GATEWAY}/robot/send?{urlencode(query)}"
    require_zero(post(url, as_sent(_body(text)), whom="钉钉"), whom="钉钉", reasons=_REASONS)


def _body(text: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": text}}


def signed(secret: str, milliseconds: int) -> dict[str, str]:
    """What the address of a robot with 加签 says: the time, and its HMAC with the secret as the key."""
    words = f"{milliseconds}\n{secret}".encode()
    mac = hmac.new(secret.encode(), words, hashlib.sha256).digest()
    return {"timestamp": str(milliseconds), "sign": base64.b64encode(mac).decode()}
