"""Each transport against a server that answers as its platform does: the state is right each time."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.conftest import World
from tests.sinks import WebSink
from tests.tracker.reminders.telling import KEY, MORNING, digest_of, only, send_all
from tests.world import deadline, measure, unit
from tracker.reminders.models.reminders import DigestStatus
from tracker.reminders.services.sending import WAITS, send_digests
from tracker.reminders.services.transports import posting
from tracker.reminders.services.transports.dingtalk import signed as dingtalk_signed
from tracker.reminders.services.transports.feishu import signed as feishu_signed
from tracker.reminders.services.transports.messages import Message, fitted

pytestmark = pytest.mark.django_db
SECRET = "whsec_" + base64.b64encode(b"a secret of the receiver").decode()
PAGE = "<!DOCTYPE html><html><title>统一认证登录</title></html>"
ROBOTS = ("wecom", "dingtalk", "feishu")


def _reach(world: World, web: WebSink, kind: str, more: str = "") -> None:
    match kind:
        case "webhook":
            only(world, kind, f"http://{web.address}/hook{more}", hosts=web.address)
        case "sms":
            only(world, kind, "13800000000", gateway=f"http://{web.address}/sms")
        case _:
            only(world, kind, f"{KEY.replace('-', '')}{more}", gateway=f"http://{web.address}")


def _tried(kind: str) -> tuple[str, str, bool]:
    send_all()
    digest = digest_of(kind)
    return digest.status, digest.error, digest.doubtful


@pytest.mark.parametrize("kind", [*ROBOTS, "sms", "webhook"])
class TestWhateverIsAnswered:
    def test_success_is_sent(self, due: World, web: WebSink, kind: str) -> None:
        web.answer = lambda taken: (
            200,
            {"errcode": 0} if kind != "feishu" else {"code": 0, "msg": "success"},
        )
        _reach(due, web, kind)
        assert _tried(kind) == (DigestStatus.SENT, "", False)

    def test_a_web_page_is_not(self, due: World, web: WebSink, kind: str) -> None:
        web.answer = lambda taken: (200, PAGE)
        _reach(due, web, kind)
        status, error, doubtful = _tried(kind)
        assert (status, doubtful) == (DigestStatus.READY, False)
        assert "网页" in error
        web.answer = lambda taken: (200, {"errcode": 0, "code": 0})
        assert send_digests(now=lambda: MORNING + WAITS[0]).sent == 1  # tried again, by itself

    def test_an_empty_answer_is_none_but_to_a_webhook(self, due: World, web: WebSink, kind: str) -> None:
        web.answer = lambda taken: (200, "")
        _reach(due, web, kind)
        status, error, _ = _tried(kind)
        if kind == "webhook":  # Standard Webhooks asks for the status alone
            assert (status, error) == (DigestStatus.SENT, "")
        else:
            assert (status, "没有给出回执" in error) == (DigestStatus.READY, True)

    def test_another_status_is_not_taken(self, due: World, web: WebSink, kind: str) -> None:
        web.answer = lambda taken: (502, {})
        _reach(due, web, kind)
        status, error, _ = _tried(kind)
        assert status == DigestStatus.READY
        assert "HTTP状态502" in error

    def test_a_slow_one_is_doubtful(
        self, due: World, web: WebSink, kind: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(posting, "SECONDS", 0.2)
        web.slow = 0.6
        _reach(due, web, kind)
        status, error, doubtful = _tried(kind)
        assert (status, doubtful) == (DigestStatus.READY, True)
        assert "迟迟没有答复" in error

    def test_one_that_is_cut_off_is_doubtful(self, due: World, web: WebSink, kind: str) -> None:
        web.cut_off = True
        _reach(due, web, kind)
        status, error, doubtful = _tried(kind)
        assert (status, doubtful) == (DigestStatus.READY, True)
        assert "中途断开" in error

    def test_where_nobody_listens_nothing_was_sent(self, due: World, web: WebSink, kind: str) -> None:
        web.address = "127.0.0.1:9"
        _reach(due, web, kind)
        status, error, doubtful = _tried(kind)
        assert (status, doubtful) == (DigestStatus.READY, False)
        assert error.startswith("无法连接")
        assert KEY not in error


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        (
            "wecom",
            {"errcode": 93000, "errmsg": "invalid webhook url"},
            "企业微信拒收（93000）：机器人的地址无效",
        ),
        (
            "wecom",
            {"errcode": 45009, "errmsg": "api freq out of limit"},
            "企业微信拒收（45009）：发送过于频繁",
        ),
        (
            "dingtalk",
            {"errcode": 310000, "errmsg": "sign not match"},
            "钉钉拒收（310000）：没有通过机器人的安全设置",
        ),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, "钉钉拒收（130101）：发送过于频繁"),
        (
            "dingtalk",
            {"errcode": 300001, "errmsg": "token is not exist"},
            "钉钉拒收（300001）：access_token不存在",
        ),
        (
            "feishu",
            {"code": 19024, "msg": "Key Words Not Found"},
            "飞书拒收（19024）：消息不含机器人的自定义关键词",
        ),
        ("feishu", {"code": 19021, "msg": "sign match fail"}, "飞书拒收（19021）：签名校验没有通过"),
        ("feishu", {"code": 11232, "msg": "frequency limited"}, "飞书拒收（11232）：发送过于频繁"),
        ("feishu", {"code": 987654, "msg": "?"}, "飞书拒收（987654）：请按该错误码查阅平台的说明"),
        ("feishu", {"StatusMessage": "success"}, "飞书的服务器给出的回执无法识别"),
        ("wecom", {"errcode": "ok"}, "企业微信拒收（ok）"),
        ("wecom", {"errcode": False}, "企业微信的服务器给出的回执无法识别"),
        ("sms", {"code": 7}, "短信网关拒收（7）"),
    ],
)
def test_a_refusal_is_said_in_chinese_with_its_code_and_what_to_do(
    due: World, web: WebSink, kind: str, answer: dict[str, Any], words: str
) -> None:
    web.answer = lambda taken: (200, answer)
    _reach(due, web, kind)
    status, error, _ = _tried(kind)
    assert status == DigestStatus.READY
    assert error.startswith(words)


def test_a_refusal_counts_whatever_the_status(due: World, web: WebSink) -> None:
    web.answer = lambda taken: (400, {"code": 19001, "msg": "param invalid"})
    _reach(due, web, "feishu")
    assert _tried("feishu")[1].startswith("飞书拒收（19001）")


class TestSignatures:
    def test_feishu_signs_nothing_with_time_and_secret_as_the_key(self, due: World, web: WebSink) -> None:
        _reach(due, web, "feishu", " Kk3pTn5cD0example")
        assert _tried("feishu")[0] == DigestStatus.SENT
        [taken] = web.taken
        key = f"{taken.body['timestamp']}\nKk3pTn5cD0example".encode()
        proof = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
        assert taken.body["sign"] == proof
        assert len(taken.body["timestamp"]) == 10
        assert taken.path == f"/open-apis/bot/v2/hook/{KEY.replace('-', '')}"

    def test_without_a_secret_nothing_is_signed(self, due: World, web: WebSink) -> None:
        _reach(due, web, "feishu")
        _tried("feishu")
        assert set(web.taken[0].body) == {"msg_type", "content"}

    def test_the_two_platforms_sign_otherwise(self) -> None:
        assert dingtalk_signed("SEC1", 1)["sign"] != feishu_signed("SEC1", 1)["sign"]

    def test_a_webhook_is_signed_as_others_verify_it(self, due: World, web: WebSink) -> None:
        _reach(due, web, "webhook", f" {SECRET}")
        assert _tried("webhook")[0] == DigestStatus.SENT
        [taken] = web.taken
        read = Webhook(SECRET).verify(taken.raw, taken.headers)
        assert read["title"].startswith("【督查提醒】")
        assert read["id"] == taken.headers["Webhook-Id"] == f"digest-{digest_of('webhook').pk}"


class TestSize:
    def _many(self, world: World, count: int) -> None:
        measures = [
            measure(["一", str(n)], f"事项“{n}”\\", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])
            for n in range(1, count + 1)
        ]
        world.dispatched(number="云政发〔2026〕4号", title="另一份方案", measures=measures)

    @pytest.mark.parametrize(
        ("kind", "least", "most"), [("dingtalk", 19000, 20000), ("feishu", 19000, 20000)]
    )
    def test_the_body_is_measured_as_it_is_sent(
        self, due: World, web: WebSink, kind: str, least: int, most: int
    ) -> None:
        self._many(due, 200)
        _reach(due, web, kind)
        assert _tried(kind)[0] == DigestStatus.SENT
        assert least < len(web.taken[0].raw) <= most
        assert "项，请登录查看：" in web.taken[0].raw.decode()

    @pytest.mark.parametrize("most", [120, 300, 500, 801, 1500])
    def test_it_is_cut_before_an_item_and_says_how_many_are_left(self, most: int) -> None:
        items = [
            line for n in range(1, 31) for line in (f"{n}. 事项{n}", "   时限“今日”到期", "   http://x/")
        ]
        body = "\n".join(
            ["您好！", "有30项。", "", "一、已经逾期（30项）", *items, "", "全部事项请登录查看：x"]
        )
        message = Message("digest-1", "【督查提醒】", body, "http://x/inbox")

        def size(text: str) -> int:
            return len(json.dumps(text, ensure_ascii=False).encode())

        text = fitted(message, size, most)
        assert size(text) <= most
        shown = [line for line in text.splitlines() if line.startswith("   http")]
        assert text.splitlines()[-1] == f"……另有{30 - len(shown)}项，请登录查看：http://x/inbox"
        assert text.count("今日") == len(shown)
        if shown:  # as many as fit
            assert size(text) > most - 120
        else:
            assert "一、" not in text

    def test_what_fits_is_sent_whole(self) -> None:
        message = Message("digest-1", "标题", "一行\n二行", "http://x/inbox")
        assert fitted(message, len, 8) == "标题\n一行\n二行"
        assert fitted(message, len, 7).endswith("……全文请登录查看：http://x/inbox")
