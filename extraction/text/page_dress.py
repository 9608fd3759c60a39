"""What a web page and a browser print around a document: menus, buttons, addresses, the foot of the site."""

from __future__ import annotations

import re

_LONGEST = 160
# A line that says one of these and little else is the site's own.
_SITE = re.compile(
    r"https?://\S+(?:\s+\d{1,4}/\d{1,4})?"
    r"|20\d\d[/-]\d{1,2}[/-]\d{1,2}[\s,，]*(?:[上下]午)?\s?\d{1,2}:\d\d(?::\d\d)?(?:\s.{0,100})?"
    r"|[^。；]{4,100}_[\u4e00-\u9fff]{2,20}(?:_[\u4e00-\u9fff]{2,20})?"
    r"|(?:您|现在|当前|目前|所在|所处|的){1,6}位置[：:].{0,80}"
    r"|(?:字体|字号)[：:]?\s*[【\[（(]?\s*大.{0,40}|[【\[]?\s*(?:打印|关闭)(?:本页|此页|窗口|页面|文章)?\s*[】\]]?"
    r"|欢迎(?:访问|光临|使用|来到|登录).{2,40}|(?:导航|主|网站)?(?:菜单|导航栏?)|[\u4e00-\u9fff]{2,6}(?:信息)?(?:详情|详细|详情页)"
    r"|发布(?:人|者|单位)[：:].{0,40}(?:时间|日期|来源|联络点?|点击|浏览).{0,40}|(?:提交|回复|返回)+"
    r"|(?:分享|转发)(?:[到至]|[到至]?[：:].{0,40})|扫一扫.{0,30}|(?:上一[篇条]|下一[篇条])[：:].{0,80}|返回(?:顶部|首页|列表)"
    r"|(?:浏览|阅读|点击)(?:次数|量|数)[：:]?\s*\d*次?"
    r"|(?:发布|发文)?(?:时间|日期)[：:].{0,40}(?:来源|浏览|阅读|点击|字体|字号|打印|作者).{0,80}"
)
# The foot of a site has one of these, whatever else stands in it.
_FOOT = re.compile(r"ICP备|网站标识码|公网安备|版权所有|网站地图|Copyright", re.I)
_COMMENTS = re.compile(r"(?:网友|发表|用户|我要)?(?:评论|留言)(?:回复|列表|区)?[：:]?")  # what readers wrote
_OF_FOOT = re.compile(
    r"(?:主办|承办|协办|维护|运维|技术支持|地址|邮编|邮政编码|联系电话|联系我们|电话|传真|邮箱|网站|网址|政府网站|关于我们|友情链接|相关(?:链接|解读|文章|附件|稿件)"
    r"|首页|政务公开|政务服务|互动交流|公众号|微信|微博|客户端|无障碍).{0,80}"
)
_MENU = re.compile(
    r"(?:网站|返回)?首页|政务公开|(?:政府|政务)?信息公开(?:目录|指南|平台)?|(?:政务|办事|便民)服务|互动交流|政民互动|公众参与|(?:政务|今日)?要闻(?:动态)?"
    r"|新闻(?:中心|动态)?|走进[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,4}概况|(?:政府|政策|行政规范性)文件|政策(?:解读|法规)?|数据(?:开放|发布)|专题专栏"
    r"|解读回应|领导之窗|机构(?:设置|职能)|登录|注册|简体|繁体|无障碍(?:阅读|浏览)?|长者(?:模式|版)|适老化|English|移动版|手机版|搜索|正文|[>»›/|·]+"
)
_HIGHEST = 60  # lines of the head of a site
_DEEPEST = 30  # lines of the foot of a site


def is_dress(line: str) -> bool:
    """Whether a line is a site's or a browser's own and not of the document."""
    return len(line) <= _LONGEST and _SITE.fullmatch(line) is not None


def menu_lines(lines: list[str]) -> set[int]:
    """Which of the first lines are entries of a site's menu; one alone may be a heading and is none."""
    found = {
        at
        for at, line in enumerate(lines[:_HIGHEST])
        if len(line) <= _LONGEST and all(_MENU.fullmatch(word) for word in line.split())
    }
    return found if len(found) >= 3 else set()


def foot_of(lines: list[str]) -> int:
    """Where the foot of a web page begins: the number of lines before it, all of them where there is none."""
    low = max(len(lines) - _DEEPEST, 0)
    at = next(
        (
            i
            for i in range(low, len(lines))
            if (_FOOT.search(lines[i]) and len(lines[i]) <= 2 * _LONGEST) or _COMMENTS.fullmatch(lines[i])
        ),
        None,
    )
    if at is None or any(len(line) > 2 * _LONGEST for line in lines[at:]):
        return len(lines)
    while at > low and (_OF_FOOT.fullmatch(lines[at - 1]) or is_dress(lines[at - 1])):
        at -= 1
    return at
