"""The page of 校核 as a user works it, and two documents to check."""

from typing import Any

from playwright.sync_api import Locator, expect

from policies.models.documents import PolicyDocument

DOCUMENT = """云岭省人民政府关于印发社区服务提升行动方案的通知

云政发〔2026〕11号

各市人民政府，省政府各厅委办、各直属机构：

现将《社区服务提升行动方案》印发给你们，请认真贯彻执行。

云岭省人民政府

2026年3月1日

社区服务提升行动方案

为方便居民生活，制定本方案。

一、完善设施

（一）建设服务站点。各社区设立服务站点，6月底前完成选址。配齐办事设备，10月底前投入使用。（省财政厅牵头，省社区服务中心配合）

（二）改造老旧场所。分批改造老旧活动场所。（省财政厅、各市政府负责）

二、优化服务

（一）公布服务清单。编制服务清单并向社会公布。（省教育厅、省社区服务中心按职责分工负责）

（二）开展上门服务。为行动不便的居民上门办事。（省社区服务中心、省农业农村厅负责）

（三）推行错时服务。午间和周末不间断办事。（有关市政府负责）
"""

LONGER = (
    DOCUMENT
    + """
（四）畅通意见渠道。每月收集居民意见，及时答复。（省社区服务中心牵头，省教育厅、有关市政府配合）

三、壮大队伍

（一）充实工作力量。2026年底前为每个社区配备专职人员，力争2027年上半年全部到岗。（省财政厅、各市政府按职责分工负责）

（二）加强业务培训。制定年度培训计划，每季度组织一次培训。（省教育厅牵头，省农业农村厅配合）

（三）完善激励办法。研究制定工作人员激励办法，原则上9月底前印发。（省财政厅牵头，省邻里互助协会配合）

四、保障措施

（一）加强经费保障。统筹现有资金，支持社区服务设施建设。（省财政厅负责）

（二）强化督促检查。定期通报进展情况，年底前开展一次全面检查。（省教育厅、省社区服务中心负责）
"""
)


class CheckingPage:
    """The page as a user works it."""

    def __init__(self, desk: Any, document: PolicyDocument) -> None:
        self.desk, self.page, self.document = desk, desk.page, document
        self.page.goto(f"{desk.url}/policies/policydocument/{document.pk}/check/")
        self.page.locator("[data-part=panes]").wait_for()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def row(self, title: str) -> Locator:
        return self.page.locator(".dc-check-measure").filter(
            has=self.page.locator(".dc-check-name", has_text=title)
        )

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")

    @property
    def card(self) -> Locator:
        return self.page.locator(".dc-check-card")

    @property
    def message(self) -> Locator:
        return self.page.locator("[data-part=message]")

    def choose_unit(self, typed: str, name: str) -> None:
        self.dialog.get_by_label("对应单位或单位组").fill(typed)
        self.dialog.get_by_role("option").filter(has_text=name).first.wait_for()
        self.press("ArrowDown", "Enter")
        expect(self.dialog.locator(".dc-check-target").first).to_contain_text(name)

    def save(self, words: str = "保存") -> None:
        self.dialog.get_by_role("button", name=words, exact=True).click()
        expect(self.dialog).to_have_count(0, timeout=15_000)  # a gazette on a busy machine

    def expects_refusal(self) -> None:
        """The browser itself notes every answer that is not 2xx; here one is wanted."""
        self.desk.complaints[:] = [c for c in self.desk.complaints if "Failed to load resource" not in c]
