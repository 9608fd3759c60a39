"""A short line of help on each main page, with the place in 使用手册 where there is more."""

from dataclasses import dataclass

from departments.models.users import User, UserRole
from desks.guide import address

OFFICE, UNIT, LEADER, KEEPERS = "督查室", "责任单位", "领导", "三员"


@dataclass(frozen=True, slots=True)
class Hint:
    """What to do here, and where the guide says more: a page of it and a heading."""

    words: str
    page: str
    part: str = ""

    @property
    def link(self) -> str:
        """Of the place in the guide."""
        return address(self.page, self.part)


# By the name of the page's URL; where roles do different things there, by role as well.
HINTS: dict[str, dict[str, Hint]] = {
    "admin:index": {
        OFFICE: Hint(
            "等您办的事都在这里，点数字即可打开；按Ctrl+K可查找任何文件、举措、单位和人员。", OFFICE
        ),
        UNIT: Hint("先签收，再按时限填报进展；被退回的会连同原因列在这里。", UNIT, "一看本单位要做什么"),
        LEADER: Hint("红灯是已逾期的事项，点开可看到是谁、差多少天，也可以直接批示。", LEADER),
        KEEPERS: Hint("您能打开的页面都列在这里和左侧。", KEEPERS),
    },
    "admin:overview": {"": Hint("与领导看到的是同一页，可回看过去任何一天。", LEADER)},
    "admin:reminders_inboxreminder_changelist": {
        "": Hint("与您有关的情况会列在这里，点开即到那件事；怎样通知可在“告知方式”中选。", "提醒", "收件箱")
    },
    "admin:work_review_queue": {
        "": Hint("左边是交办要求，右边是上次和本次的报告；不合要求的写明原因退回。", OFFICE, "四审核进展")
    },
    "admin:work_assignment_changelist": {
        OFFICE: Hint("勾选多项后，可在“操作”中催办、调整时限。", OFFICE, "六中止恢复重办催办内部备注"),
        UNIT: Hint("勾选多项可一次签收；点开一项即可填报进展、申请延期或退办。", UNIT, "二签收与填报"),
        LEADER: Hint("点开一项可查看办理过程，也可以批示。", LEADER),
    },
    "admin:work_extension_changelist": {
        OFFICE: Hint("可逐件答复，也可勾选多件一并答复。", OFFICE, "五延期退办调整时限"),
        UNIT: Hint("延期在事项的页面上申请，答复前可以撤回。", UNIT, "二签收与填报"),
    },
    "admin:work_decline_changelist": {
        OFFICE: Hint("同意退办的，请指定改由哪个单位承办。", OFFICE, "五延期退办调整时限"),
        UNIT: Hint("不属于本单位职责的，在签收前退办并说明理由。", UNIT, "二签收与填报"),
    },
    "ledger": {"": Hint("筛选、分组、选列之后，可导出为xlsx或保存为视图。", "台账")},
    "admin:policies_policydocument_changelist": {
        OFFICE: Hint("导入文件，校核读出的举措，再交办。", OFFICE, "一导入文件"),
    },
    "admin:policies_import_changelist": {
        OFFICE: Hint("读取中的文件可以离开不等，读好后在这里确认。", OFFICE, "一导入文件")
    },
    "admin:proposals_proposal_changelist": {
        OFFICE: Hint("登记、交办、催办、评价，答复时限按规则自动计算。", OFFICE, "十一建议提案")
    },
    "admin:papers_paper_changelist": {
        OFFICE: Hint("选期间即可生成通报；印发后不能修改，只能撤回。", OFFICE, "十通报和督办单")
    },
    "admin:scorecard_scorecard": {
        "": Hint("得分由公式自动计算，点数字可查看是哪些事项。", OFFICE, "九单位考核")
    },
    "admin:reforms_reform_changelist": {
        OFFICE: Hint("合并、更名、拆分单位，在办事项随之转移。", OFFICE, "十二机构改革")
    },
    "admin:departments_user_changelist": {
        KEEPERS: Hint(
            "新增账号，或用xlsx一次导入；角色在账号的页面任命、免去，写明原因。", KEEPERS, "人员和角色"
        )
    },
    "admin:access_accesschange_changelist": {
        KEEPERS: Hint(
            "每次任命、免去、重置密码、解除锁定都在这里；待确认的由另一名安全管理员答复。",
            KEEPERS,
            "两人办理",
        )
    },
    "admin:reminders_reminderrule_changelist": {
        OFFICE: Hint("改动前可先预览会提醒谁。", "提醒", "规则什么时候提醒谁")
    },
}


def hint_for(user: User, name: str) -> Hint | None:
    """The line for a user's page of that name."""
    by_role = HINTS.get(name, {})
    role = (
        OFFICE
        if user.has_role(UserRole.SUPERVISOR)
        else LEADER
        if user.has_role(UserRole.LEADER)
        else UNIT
        if user.handles_matters
        else KEEPERS
    )
    return by_role.get(role) or by_role.get("")
