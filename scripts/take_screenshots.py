"""Takes the pictures of the user guide from a running demo: `take_screenshots.py [URL]`.

Start a fresh demo first (`make run`): the script imports the sample document, checks nothing away, signs
one task as 省财政厅, opens the form of a report, issues a 督办单, registers a proposal and looks at what a
reform would move. It needs Debian's chromium and fonts-noto-cjk.
"""

import sys
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
SAMPLES = ROOT / "fixtures" / "samples"
SAMPLE = SAMPLES / "便民服务工作要点.txt"
PASSWORD = "ducha-demo-2026"  # noqa: S105  (the demo's, printed by `make run`)
LAST_MONTH = date.today().replace(day=1) - timedelta(days=1)
SPAN = f"from={LAST_MONTH - timedelta(days=300)}&to={LAST_MONTH}"  # when most of the demo's work was due
ORDER = "优化营商环境"  # the demo's first document
# Ten pages of the demo, at a desk and on a phone: the picture, who sees it, where.
TEN = (
    ("leader", "lingdao", "/"),
    ("office-desk", "ducha", "/"),
    ("department-desk", "caizheng", "/"),
    ("ledger", "ducha", "/ledger/"),
    ("inbox", "ducha", "/reminders/inboxreminder/"),
    ("review", "ducha", "/work/progressreport/"),
    ("instructions", "lingdao", "/work/instructionitem/"),
    ("proposals", "ducha", "/proposals/proposal/"),
    ("scorecard", "lingdao", f"/scorecard/scoreformula/scorecard/?{SPAN}"),
    ("papers", "ducha", "/papers/paper/"),
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
DESK, PHONE = {"width": 1366, "height": 860}, {"width": 390, "height": 844}
ACCOUNT = {"width": 1366, "height": 768}
HALL = {"width": 1920, "height": 1080}


class Camera:
    """One user's browser and the folder for its pictures."""

    def __init__(self, browser: Browser, url: str, user: str, size: dict[str, int] = DESK) -> None:
        context = browser.new_context(viewport=size, locale="zh-CN")  # type: ignore[arg-type]
        self.page: Page = context.new_page()
        self.url = url.rstrip("/")
        self.go("/")
        self.page.fill("input[name=username]", user)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("button[type=submit]")
        self.page.wait_for_url(lambda address: "/login/" not in address)

    def go(self, path: str) -> None:
        """Open a page of the demo."""
        self.page.goto(self.url + path)

    def take(self, name: str) -> None:
        """Keep what the window shows."""
        self.page.wait_for_timeout(500)
        self.page.screenshot(path=IMAGES / f"{name}.png")
        print(f"{name}.png")

    def print_out(self, name: str) -> None:
        """Keep the first page of what a printer would make of it."""
        printed = pypdfium2.PdfDocument(self.page.pdf(prefer_css_page_size=True))
        printed[0].render(scale=1.6).to_pil().save(IMAGES / f"{name}.png")
        print(f"{name}.png, {len(printed)} page(s)")


def office(browser: Browser, url: str) -> None:
    """督查室: import, check, the document."""
    camera = Camera(browser, url, "ducha")
    page = camera.page
    camera.go(f"/policies/policydocument/?q={ORDER}")
    page.locator("#result_list tbody").get_by_role("link").first.click()
    page.wait_for_load_state()
    camera.take("document-state")
    camera.go("/policies/policydocument/")
    page.get_by_role("link", name="导入文件").first.click()
    page.locator("input[type=file]").set_input_files(SAMPLE)
    camera.take("import")
    page.get_by_role("button", name="开始导入").click()
    page.wait_for_load_state()
    camera.go("/policies/policydocument/?q=便民服务工作要点")
    page.locator("#result_list tbody").get_by_role("link").first.click()
    page.wait_for_load_state()
    camera.take("document")
    page.goto(page.url.replace("/change/", "/check/"))
    page.wait_for_timeout(1500)
    camera.take("checking")


def account(browser: Browser, url: str) -> None:
    """督查室: the account of a township's minutes and of its table, and where a policy begins."""
    camera = Camera(browser, url, "ducha", ACCOUNT)
    page = camera.page
    for sample, number in (
        ("清溪镇专题会议纪要", "清政纪〔2026〕7号"),
        ("清溪镇任务分解表", "清政发〔2026〕12号"),
    ):
        camera.go("/policies/policydocument/import/")
        page.locator("input[type=file]").set_input_files(SAMPLES / f"{sample}.txt")
        page.get_by_role("button", name="开始导入").click()
        page.wait_for_load_state()
        camera.go(f"/policies/policydocument/?q={number}")
        page.locator("#result_list tbody").get_by_role("link").first.click()
        page.wait_for_load_state()
        page.goto(page.url.replace("/change/", "/check/"))
        page.locator("[data-key=sums-duty]").click()
        page.locator(".dc-account-mark button").first.click()
        if sample == "清溪镇专题会议纪要":
            camera.take("account")
            continue
        page.get_by_role("button", name="作为任务").first.click()
        page.get_by_role("button", name="在台账中查看").click()
        camera.take("account-added")
        page.get_by_role("button", name="标出正文起点").click()
        page.locator(".dc-text-line").nth(2).click()
        camera.take("account-marking")


def auditor(browser: Browser, url: str) -> None:
    """审计管理员: the record of use and the head of the chain."""
    camera = Camera(browser, url, "shenji")
    camera.go("/record/userecord/")
    camera.take("use-records")
    camera.go("/record/userecord/seal/")
    camera.take("record-seal")


def papers(browser: Browser, url: str) -> None:
    """督查室: 通报 and 督办单 in their previews, and the archive."""
    camera = Camera(browser, url, "ducha")
    page = camera.page
    camera.go(f"/papers/paper/new-bulletin/?{SPAN}")
    page.get_by_role("button", name="预览").click()
    page.locator(".dc-paper").evaluate("paper => paper.scrollIntoView()")
    camera.take("bulletin")
    camera.go("/work/assignment/?light=red")
    row = page.locator("#result_list tbody").get_by_role("link").first.get_attribute("href") or ""
    number = next(part for part in row.split("/") if part.isdigit())
    camera.go(f"/papers/paper/new-notice/?assignments={number}")
    page.get_by_role("button", name="预览").click()
    page.locator(".dc-paper").evaluate("paper => paper.scrollIntoView()")
    camera.take("notice")
    page.get_by_role("button", name="印发").click()
    page.wait_for_load_state()
    camera.go("/papers/paper/")
    camera.take("papers")


def choose(page: Page, name: str, words: str) -> None:
    """Choose in a box that is found by typing."""
    option = page.locator(f"select[name={name}] option").filter(has_text=words).first
    page.locator(f"select[name={name}]").select_option(option.get_attribute("value"), force=True)


def matters(browser: Browser, url: str) -> None:
    """督查室: a matter by hand, from a sentence; it is handed out."""
    camera = Camera(browser, url, "ducha")
    page = camera.page
    page.keyboard.press("c")
    words = "请省财政厅牵头，会同省审计厅，于12月20日前完成专项资金清理。"
    page.get_by_role("dialog").get_by_label("内容").fill(words)
    page.get_by_role("dialog").get_by_text("已读出").wait_for()
    camera.take("matter")
    page.keyboard.press("Control+Enter")
    page.get_by_role("dialog").get_by_role("link", name="撤回交办").wait_for()
    camera.take("matter-done")


def proposals(browser: Browser, url: str) -> None:
    """督查室: a proposal is registered and handed out; a merger is looked at before it is carried out."""
    camera = Camera(browser, url, "ducha")
    page = camera.page
    camera.go("/proposals/proposal/")
    page.locator("#main").get_by_role("link", name="登记").first.click()
    for name, words in (
        ("number", "58"),
        ("title", "关于加强水源地保护的提案"),
        ("proposers", "张某某、李某某"),
    ):
        page.locator(f"input[name={name}]").fill(words)
    page.locator("#main form button[type=submit]").last.click()
    page.get_by_text("已登记").wait_for()
    page.locator("#main").get_by_role("link", name="交办").first.click()
    choose(page, "lead", "省生态环境厅")
    choose(page, "joint", "省财政厅")
    page.locator("#main form button[type=submit]").last.click()
    page.locator("#main").get_by_text("答复时限").locator("visible=true").first.wait_for()
    camera.take("proposal")
    camera.go("/reforms/reform/begin/")
    choose(page, "department", "省商务厅")
    choose(page, "successors", "省工业和信息化厅")
    page.locator("input[name=effective_on]").fill(f"{date.today():%Y-%m-%d}")
    page.get_by_role("button", name="预览").click()
    page.wait_for_load_state()
    camera.take("reform")


def ten(browser: Browser, url: str) -> None:
    """The pages that most people see first, at a desk and on a phone."""
    for size, ending in ((DESK, ""), (PHONE, "-phone")):
        for user in dict.fromkeys(user for _, user, _ in TEN):
            camera = Camera(browser, url, user, size)
            for name, whose, path in TEN:
                if whose == user:
                    camera.go(path)
                    camera.take(f"{name}{ending}")


def told(browser: Browser, url: str) -> None:
    """What became of it: the measure's page, 批示 on it, the news by unit, rows with what was filed."""
    leader = Camera(browser, url, "lingdao")
    row = leader.page.locator("#overdue tbody tr").first
    measure = row.locator("a[href*='/policies/measure/']").get_attribute("href") or ""
    instruct = row.get_by_role("link", name="批示").get_attribute("href") or ""
    leader.go(measure)
    leader.take("measure")
    leader.go(instruct)
    leader.take("instruct")
    office = Camera(browser, url, "ducha")
    office.go(f"/reminders/inboxreminder/since/?since={date.today() - timedelta(days=7)}")
    office.take("since")
    head = Camera(browser, url, "caizheng_fzr")
    head.go("/?list=open")
    head.take("filed")


def department(browser: Browser, url: str) -> None:
    """省财政厅: its items, and the form of a report."""
    camera = Camera(browser, url, "caizheng")
    page = camera.page
    camera.go(f"/work/assignment/?q={ORDER}")
    camera.take("my-items")
    camera.go("/work/assignment/sheet/")
    camera.take("sheet")
    page.go_back()
    page.locator("#result_list tbody").get_by_role("link").first.click()
    page.wait_for_load_state()
    sign = page.get_by_role("link", name="签收")
    if sign.count():
        sign.first.click()
        page.get_by_role("button", name="签收").last.click()
        page.wait_for_load_state()
    page.get_by_role("link", name="填报进展").first.click()
    page.wait_for_load_state()
    camera.take("report")


def main(url: str) -> None:
    """Every picture of the guide."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        ten(browser, url)
        told(browser, url)
        leader = Camera(browser, url, "lingdao")
        leader.go("/overview/daily/")
        leader.print_out("daily")
        hall = Camera(browser, url, "lingdao", HALL)
        hall.go("/overview/wall/")
        hall.take("wall")
        office(browser, url)
        account(browser, url)
        auditor(browser, url)
        papers(browser, url)
        matters(browser, url)
        proposals(browser, url)
        department(browser, url)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
