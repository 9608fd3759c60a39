"""企业微信: the robot of a group."""

from tracker.reminders.services.transports.messages import Message, fitted
from tracker.reminders.services.transports.posting import as_sent, post, require_zero

GATEWAY = "https://qyapi.weixin.qq.com"
_LONGEST = 2048  # bytes of the content
_REASONS = {
    -1: "企业微信系统繁忙，将自动重试。",
    40008: "消息类型不对，请联系系统管理员。",
    40058: "参数不合法，请重新填写机器人的地址。",
    44004: "消息内容为空，请联系系统管理员。",
    45002: "消息内容过长，请联系系统管理员。",
    45009: "发送过于频繁，超过了机器人每分钟20条的限额，将自动重试；多人共用一个机器人的，请分开设置。",
    45033: "同时发送过多，将自动重试。",
    48002: "没有调用权限，请检查机器人是否已停用。",
    60020: "来源地址不在企业可信IP内，请管理员加入服务器的IP。",
    93000: "机器人的地址无效，或机器人已被移出群；请重新填写地址。",
    93008: "机器人不在群中，请重新添加后填写地址。",
}


def send(message: Message, *, key: str, base: str) -> None:
    """Send to the robot with the key; raises `NotTakenError` unless the platform says errcode 0."""
    content = fitted(message, lambda text: len(text.encode()), _LONGEST)
    body = as_sent({"msgtype": "text", "text": {"content": content}})
    answer = post(f"{base or GATEWAY}/cgi-bin/webhook/send?key={key}", body, whom="企业微信")
    require_zero(answer, whom="企业微信", reasons=_REASONS)
