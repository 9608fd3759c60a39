"""`python -m bench.daily_tasks [URL]`: ten daily tasks on a fresh demo (`make run`), in a real browser.

Of each task: clicks, keys beside the words that are typed, and seconds by the clock of browser and program; a
hand adds about a second for each click and a third of one for each key or sign. Needs Debian's chromium.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, sync_playwright

PASSWORD = "ducha-demo-2026"  # the demo's, printed by `make run`
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
A_CLICK, A_KEY = 1.0, 1 / 3  # seconds of a hand that looks before it clicks
SENTENCE = "请省财政厅牵头，会同省教育厅，于12月20日前完成专项资金清理。"


@dataclass(slots=True)
class Hand:
    """One user before a screen of 1366×768, whose steps are counted."""

    page: Page
    url: str
    clicks: int = 0
    keys: int = 0
    signs: int = 0

    def click(self, place: Locator) -> None:
        """Click on the first that is to be seen."""
        place.locator("visible=true").first.click()
        self.clicks += 1

    def press(self, key: str) -> None:
        """A key, or a chord."""
        self.page.keyboard.press(key)
        self.keys += 1

    def type(self, words: str) -> None:
        """Words, into what has the focus."""
        self.page.keyboard.type(words)
        self.signs += len(words)

    def sees(self, words: str) -> None:
        """Wait until the words stand on the page."""
        self.page.locator("#main").get_by_text(words).locator("visible=true").first.wait_for()

    def entry(self, name: str) -> None:
        """An entry of the side bar."""
        bar = self.page.locator("#nav-sidebar-apps")
        self.click(bar.get_by_role("link").filter(has=self.page.get_by_text(name, exact=True)))

    def button(self, name: str) -> None:
        """A button by its words."""
        self.click(self.page.get_by_role("button", name=name))

    @contextmanager
    def task(self, name: str) -> Iterator[None]:
        """Print what it took."""
        self.page.goto(self.url)
        self.clicks = self.keys = self.signs = 0
        began = time.perf_counter()
        yield
        took = time.perf_counter() - began
        by_hand = took + self.clicks * A_CLICK + (self.keys + self.signs) * A_KEY
        print(
            f"{name:<16}{self.clicks:>4}{self.keys:>5}{self.signs:>5}{took:>7.1f}{by_hand:>8.1f}", flush=True
        )


def main() -> int:
    """All ten, in the order of a day."""
    url = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/") + "/"
    print(f"{'':<16}{'':>4}clicks keys signs seconds by hand")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for user, tasks in (("lingdao", LEADER), ("caizheng", DEPARTMENT), ("ducha", OFFICE)):
            hand = _logged_in(browser, url, user)
            for name, task in tasks.items():
                with hand.task(name):
                    task(hand)
        browser.close()
    return 0


def _logged_in(browser: Browser, url: str, user: str) -> Hand:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(url)
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(lambda address: "/login/" not in address)
    return Hand(page, url)


def _who_is_late(hand: Hand) -> None:
    hand.sees("逾期事项（按单位）")  # the first page says it


def _overdue_list(hand: Hand) -> None:
    hand.click(hand.page.locator("#main a").filter(has_text="红灯"))
    hand.page.wait_for_url(lambda address: "light=red" in address)
    hand.sees("逾期")


def _daily_sheet(hand: Hand) -> None:
    hand.click(hand.page.get_by_role("link", name="日报"))
    hand.sees("五、逾期减少的单位")


def _sign(hand: Hand) -> None:
    hand.click(hand.page.locator("#main a").filter(has_text="待签收"))
    hand.click(hand.page.locator("#main").get_by_role("button", name="签收"))
    hand.sees("已签收")


def _file(hand: Hand) -> None:
    hand.click(hand.page.locator("#main").get_by_role("link", name="填报"))
    form = hand.page.frame_locator(".dc-desk-panel iframe")
    hand.click(form.get_by_label("完成比例"))
    hand.press("Control+a")
    hand.type("80")
    hand.click(form.get_by_label("进展情况"))
    hand.type("已完成招标，正在施工。")
    hand.click(form.get_by_role("button", name="填报进展"))
    hand.sees("进展已报送")


def _new_matter(hand: Hand) -> None:
    dialog = hand.page.get_by_role("dialog")
    hand.press("c")
    dialog.get_by_label("内容").wait_for()
    hand.page.evaluate("words => navigator.clipboard.writeText(words)", SENTENCE)
    hand.press("Control+V")
    dialog.get_by_text("交办将产生").first.wait_for()
    hand.press("Control+Enter")
    dialog.get_by_text("已交办").first.wait_for()


def _find(hand: Hand) -> None:
    hand.press("Control+k")
    hand.type("营商环境")
    hand.page.get_by_role("option").first.wait_for()
    with hand.page.expect_navigation():
        hand.press("Enter")


def _review(hand: Hand) -> None:
    hand.click(hand.page.locator("#main a").filter(has_text="待审核进展"))
    hand.sees("交办要求")
    for _ in range(10):
        hand.press("a")
    hand.page.get_by_text("将通过").nth(9).wait_for()


def _urge(hand: Hand) -> None:
    hand.entry("台账")
    boxes = hand.page.locator("tbody .dc-ledger-tick input")
    hand.click(boxes.nth(0))
    hand.click(boxes.nth(1))
    hand.button("催办")
    hand.click(hand.page.get_by_label("催办内容"))
    hand.type("请于本周内报送进展。")
    hand.click(hand.page.locator("#main button[type=submit]", has_text="催办"))
    hand.sees("已催办")


def _to_xlsx(hand: Hand) -> None:
    hand.entry("台账")
    with hand.page.expect_download():
        hand.button("导出")


Task = Callable[[Hand], None]
LEADER: dict[str, Task] = {"谁逾期": _who_is_late, "逾期清单": _overdue_list, "日报": _daily_sheet}
DEPARTMENT: dict[str, Task] = {"签收": _sign, "填报": _file}
OFFICE: dict[str, Task] = {
    "新增督办事项": _new_matter,
    "查找一项": _find,
    "审核十份": _review,
    "催办": _urge,
    "台账导出xlsx": _to_xlsx,
}

if __name__ == "__main__":
    sys.exit(main())
