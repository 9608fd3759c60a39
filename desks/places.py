"""Where things are: the nine entries of the side bar, the pages under each, and what can be begun.

One table. The side bar, the tabs of a page, 设置, the line that says where a page stands and the search box
all read it, each for what the user may open.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse

from departments.models.users import User, UserRole
from departments.permissions import ACCESS_RECORD, PEOPLE, REGION, TIMETABLE, is_auditor
from departments.signon.offers import issuers
from tracker.work.inside.selectors import hands_over

_LIST = "_changelist"


def is_office(user: User) -> bool:
    """督查室."""
    return user.has_role(UserRole.SUPERVISOR)


def sees_all(user: User) -> bool:
    """督查室 and leaders."""
    return user.sees_everything


def files(user: User) -> bool:
    """Who files for a unit and does not watch over all."""
    return bool(user.department_ids()) and not user.sees_everything


def handles_matters(user: User) -> bool:
    """Who has to do with the content of matters."""
    return user.handles_matters


def begins(user: User) -> bool:
    """Who takes the first steps on an empty installation."""
    return user.has_role(*REGION.roles, *PEOPLE.roles)


def keeps_people(user: User) -> bool:
    """安全管理员."""
    return user.has_role(*PEOPLE.roles)


def reads_access(user: User) -> bool:
    """Who keeps the accounts, and who reads what was done with them."""
    return user.has_role(*ACCESS_RECORD.roles)


def looks_people_up(user: User) -> bool:
    """Who finds accounts among the settings: the others have them in the side bar."""
    return not reads_access(user)


def runs_system(user: User) -> bool:
    """系统管理员."""
    return user.has_role(*TIMETABLE.roles)


def signs_on_elsewhere(user: User) -> bool:
    """Everybody, where there is a way in beside name and password."""
    return bool(issuers())


@dataclass(frozen=True, slots=True)
class Place:
    """A page. `name` is its URL's; a list is open to who may view its model, any other page to `who`."""

    title: str
    name: str
    about: str = ""
    query: str = ""
    who: Callable[[User], bool] | None = None
    waits: str = ""  # what is counted beside it: a key of `desks.waiting`
    icon: str = "chevron_right"
    words: str = ""  # by which it is found as well

    @property
    def path(self) -> str:
        """The address without its query."""
        return _path(self.name)

    @property
    def link(self) -> str:
        """The whole address."""
        return self.path + self.query

    def is_open_to(self, user: User) -> bool:
        """Whether the user may open it."""
        if self.who and not self.who(user):
            return False
        if not self.name.endswith(_LIST):
            return True
        app, model = self.name.removeprefix("admin:").removesuffix(_LIST).split("_", 1)
        if app == "django":  # an app whose own name has the mark that parts the two
            app, model = "django_celery_beat", model.removeprefix("celery_beat_")
        return user.has_perm(f"{app}.view_{model}")


@cache
def _path(name: str) -> str:
    return reverse(name)


def _list(title: str, model: str, about: str = "", **more: Any) -> Place:
    return Place(title, f"admin:{model}{_LIST}", about, **more)


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the side bar, with its pages; `cards`: these stand on a page of their own, not as tabs."""

    title: str
    icon: str
    places: tuple[Place, ...]
    cards: bool = False

    def open_to(self, user: User) -> list[Place]:
        """Those of its pages that the user may open."""
        return [place for place in self.places if place.is_open_to(user)]


@dataclass(frozen=True, slots=True)
class Group:
    """Cards of 设置 that belong together."""

    title: str
    places: tuple[Place, ...]


INBOX = _list("收件箱", "reminders_inboxreminder", waits="unread", words="消息 通知")
SETTINGS = Place("设置", "admin:settings", words="选项")

CARDS = (
    Group(
        "我的",
        (
            Place(
                "告知方式",
                "admin:reminders_inboxreminder_ways",
                "哪些情况告诉我，告诉到什么程度",
                who=handles_matters,
            ),
            _list(
                "提醒渠道",
                "reminders_channelsetting",
                "邮件、短信、企业微信、钉钉、飞书的接收地址",
                who=handles_matters,
            ),
            Place(
                "日历订阅",
                "admin:reminders_inboxreminder_calendar_feed",
                "在手机或电脑日历中查看时限",
                who=handles_matters,
            ),
            Place("修改密码", "admin:password_change", "更换登录密码"),
            _list("登录设备", "signon_usersession", "在哪些电脑和手机上登录，可以下线"),
            _list(
                "第二重验证", "signon_secondfactor", "登录时再输入手机验证器的6位数字", words="双因素 动态码"
            ),
            _list(
                "外部账号",
                "signon_signonlink",
                "用统一身份认证、单位目录等登录本账号",
                who=signs_on_elsewhere,
                words="统一登录 LDAP CAS",
            ),
            _list("接口令牌", "signon_accesstoken", "给其他系统读写数据用，只显示一次", words="token API"),
            Place("使用手册", "admin:guide", "怎样做，带图", words="帮助 说明"),
        ),
    ),
    Group(
        "督查规则",
        (
            Place("初次使用", "admin:begin", "地区、单位、人员、红头、邮件，一步一步设好", who=begins),
            _list("督查设置", "work_officesettings", "审核步骤、常用退回意见"),
            _list("来源默认时限", "matters_originrule", "领导批示、信访等手工录入的事项默认几天办结"),
            _list("提醒规则", "reminders_reminderrule", "什么情况、提前几天、提醒谁"),
            _list("免提醒", "reminders_reminderexemption", "哪些文件或单位暂不提醒"),
            _list("工作日历", "daysoff_dayoff", "法定节假日和调休上班"),
            _list("答复时限规则", "proposals_proposalrule", "建议提案几个月内答复"),
            _list("考核公式", "scorecard_scoreformula", "得分怎样计算", words="评分"),
            _list("文件权重", "scorecard_documentweight", "哪些文件在考核中多算或少算"),
            Place(
                "文书模板", "admin:papers_paper_templates", "通报和督办单的版式", who=is_office, words="红头"
            ),
        ),
    ),
    Group(
        "单位和人员",
        (
            _list("单位", "departments_department", "简称、全称、上级和承接单位"),
            _list("单位组", "departments_departmentgroup", "“各市（州）政府”等统称包括哪些单位"),
            _list("单位别名", "departments_departmentalias", "文件中印出的其他叫法", words="简称"),
            _list("机构沿革", "departments_succession", "撤并单位的工作由谁承接"),
            _list("机构改革", "reforms_reform", "单位合并、更名、拆分，在办事项一并转移"),
            _list("用户", "departments_user", "账号、任职和联系电话", who=looks_people_up, words="账号 人员"),
            _list("处室", "inside_section", "本单位的处室和人员，分办事项用", words="科室"),
            _list("代理", "inside_substitution", "谁在什么时候代谁办理", words="出差 休假 请假"),
            Place(
                "移交",
                "admin:work_hand_over",
                "一人的在办事项全部交给另一人",
                who=hands_over,
                words="离任 调离",
            ),
        ),
    ),
    Group(
        "记录",
        (
            _list("提醒记录", "reminders_reminder", "提醒过谁、为什么"),
            _list("提醒汇总", "reminders_digest", "每天发给每个人的提醒是否送达", words="发送失败"),
        ),
    ),
    Group(
        "系统",
        (Place("接口说明", "docs", "其他系统怎样读写数据", who=is_office, words="API"),),
    ),
)

ACCOUNTS = (
    _list("用户", "departments_user", "账号、任职和联系电话", who=reads_access, words="账号 人员"),
    _list(
        "权限变更",
        "access_accesschange",
        "谁得到、失去了什么角色，等谁确认",
        waits="access",
        words="三员 角色",
    ),
    _list("登录失败", "axes_accessattempt", "输错密码被锁定的账号", words="解除锁定"),
    _list("登录记录", "axes_accesslog", "谁在什么时候登录"),
    _list(
        "使用记录",
        "record_userecord",
        "谁登录、查阅、下载、导出，改了哪些权限和规则",
        who=is_auditor,
        words="审计 日志",
    ),
    Place(
        "封存值",
        "admin:record_userecord_seal",
        "证明记录没有被改动过，打印后另行存放",
        who=is_auditor,
        words="审计 哈希",
    ),
)
RUNNING = (
    _list("定时任务", "django_celery_beat_periodictask", "系统每天自动做的事"),
    _list(
        "提醒渠道", "reminders_channelsetting", "短信网关和各渠道的开关", who=runs_system, words="短信 邮件"
    ),
)

SECTIONS = (
    Section(
        "工作台",
        "monitoring",
        (
            Place("工作台", "admin:index", words="首页 总览"),
            Place("驾驶舱", "admin:overview", who=is_office),
            Place("日报", "admin:daily", who=sees_all, words="每日一页"),
            Place("本月应报", "admin:owing", who=sees_all),
        ),
    ),
    Section("收件箱", "notifications", (INBOX,)),
    Section(
        "待办",
        "checklist",
        (
            Place("待审核", "admin:work_review_queue", who=is_office, waits="reports", words="审核进展"),
            _list("我的事项", "work_assignment", who=files, waits="pending", words="签收 填报 分办"),
            _list("我的草稿", "work_reportdraft", who=files, waits="drafts"),
            _list("延期申请", "work_extension", waits="extensions"),
            _list("退办申请", "work_decline", waits="declines"),
            _list("批示办理", "work_instructionitem", waits="instructions", words="领导批示"),
            _list("并案", "work_mergedwork", waits="merging"),
            _list("进展报告", "work_progressreport", waits="returned", words="报送"),
        ),
    ),
    Section(
        "台账",
        "table_view",
        (
            Place("台账", "ledger", who=handles_matters),
            _list("交办事项", "work_assignment", who=sees_all, words="催办 逾期"),
            _list("举措", "policies_measure"),
            _list("指标", "policies_indicator"),
            Place("我的导出", "ledger_exports", who=handles_matters, words="下载 Excel xlsx"),
        ),
    ),
    Section(
        "文件",
        "description",
        (
            _list("文件", "policies_policydocument", waits="checking", words="校核 交办"),
            _list("导入记录", "policies_import"),
            _list("待核事项", "policies_checkitem", query="?settled=no", words="存疑"),
            _list("责任分工", "policies_responsibility", who=is_office),
            _list("时间节点", "policies_milestone", who=is_office),
            _list("来源文件", "policies_sourcefile", who=is_office, words="原件"),
            _list("上下对照", "policies_alignment"),
        ),
    ),
    Section("建议提案", "how_to_vote", (_list("建议提案", "proposals_proposal", waits="proposals"),)),
    Section(
        "通报督办",
        "campaign",
        (
            _list("通报和督办单", "papers_paper"),
            _list("待批通报", "papers_bulletindraft", waits="bulletins", words="定期通报 批准"),
        ),
    ),
    Section(
        "考核",
        "leaderboard",
        (
            Place("单位考核", "admin:scorecard_scorecard", who=handles_matters, words="排名 得分"),
            _list("加减分", "scorecard_handpoints"),
        ),
    ),
    Section("账号和权限", "admin_panel_settings", ACCOUNTS),
    Section("系统", "schedule", RUNNING),
    Section("设置", "tune", (SETTINGS, *(place for group in CARDS for place in group.places)), cards=True),
)

# What can be begun, wherever one is.
COMMANDS = [
    Place("导入文件", "admin:policies_policydocument_import_page", who=is_office, icon="upload_file"),
    Place("登记建议提案", "admin:proposals_proposal_register", who=is_office, icon="add"),
    Place("制发通报", "admin:papers_new_bulletin", who=is_office, icon="campaign"),
    Place("制发督办单", "admin:papers_new_notice", who=is_office, icon="assignment_late"),
    Place("新增用户", "admin:departments_user_add", who=keeps_people, icon="person_add"),
    Place("新增单位", "admin:departments_department_add", who=is_office, icon="add_business"),
    Place("办理机构改革", "admin:reforms_reform_begin", who=is_office, icon="alt_route"),
    Place("新建上下对照", "admin:policies_alignment_new", who=is_office, icon="compare_arrows"),
    Place("查找可并案的事项", "admin:work_mergedwork_found", who=is_office, icon="link"),
    Place("批量填报", "admin:work_sheet", who=files, icon="table_view", words="填报表"),
    Place("自昨天以来", "admin:reminders_inboxreminder_since", who=handles_matters, icon="update"),
    Place("全部标为已读", "admin:reminders_inboxreminder_read_all", who=handles_matters, icon="done_all"),
]


def places_of(user: User) -> Iterator[tuple[Section, Place]]:
    """Every page that the user may open, in the order of the side bar."""
    for section in SECTIONS:
        for place in section.open_to(user):
            yield section, place


def cards_of(user: User) -> list[dict[str, Any]]:
    """Every page that is not found in the side bar itself, in groups: for who opens any of a group."""
    own = Group("账号和权限", ACCOUNTS), Group("系统", RUNNING)
    groups = (*(CARDS if user.handles_matters else own), *(own if user.handles_matters else CARDS))
    found = [
        {"title": group.title, "places": [place for place in group.places if place.is_open_to(user)]}
        for group in groups
    ]
    return [group for group in found if group["places"]]


def place_at(user: User, path: str) -> tuple[Section, Place] | None:
    """The page that an address belongs to: of those that it begins with, the one that says most of it."""
    found = [(s, p) for s, p in places_of(user) if path.startswith(p.path) and p.path != "/"]
    if path == _path("admin:index"):
        return SECTIONS[0], SECTIONS[0].places[0]
    return max(found, key=lambda pair: len(pair[1].path), default=None)
