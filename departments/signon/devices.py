"""A browser's own description in words that its owner knows."""

_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("QAX", "奇安信浏览器"),
    ("Firefox", "火狐"),
    ("Chrome", "Chrome 类浏览器"),
    ("Safari", "Safari"),
)


def device_in_words(agent: str) -> str:
    """“Windows · 火狐” of a User-Agent; what is not known is 未知设备."""
    parts = [next((name for sign, name in table if sign in agent), "") for table in (_SYSTEMS, _BROWSERS)]
    return " · ".join(part for part in parts if part) or "未知设备"
