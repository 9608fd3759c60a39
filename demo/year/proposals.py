"""建议提案 of the year: answered, on the way, late, and just registered."""

import io
import random
from dataclasses import dataclass
from datetime import timedelta

from docx import Document as Docx

from demo.year.schedule import Schedule, Steps
from demo.year.work import Units
from departments.models.users import User
from tracker.proposals.models import Outcome, Proposal, ProposalKind, Satisfaction
from tracker.proposals.services.answering import answer_proposal, close_proposal, rate_proposal
from tracker.proposals.services.handling import acknowledge_proposal, dispatch_proposal, give_opinion
from tracker.proposals.services.registering import register_proposal


@dataclass(frozen=True, slots=True)
class Case:
    """A proposal: when it was registered, who handles it, and how far it has come."""

    kind: ProposalKind
    number: str
    title: str
    proposers: str
    ago: int
    lead: str = ""
    joint: tuple[str, ...] = ()
    answered_after: int | None = None


CASES = (
    Case(
        ProposalKind.CONGRESS, "031", "关于加快乡村寄宿制学校改造的建议", "程望舒等8人", 150,
        "省教育厅", ("省财政厅", "省发展改革委"), 62,
    ),
    Case(
        ProposalKind.CPPCC, "0112", "关于推进社区居家养老服务的提案", "韩怀瑾", 120,
        "省民政厅", ("省卫生健康委", "省财政厅"), 80,
    ),
    Case(
        ProposalKind.CPPCC, "0158", "关于完善检查检验结果互认的提案", "陆清和、秦云舒", 99,
        "省卫生健康委", ("省医保局",),
    ),
    Case(
        ProposalKind.CONGRESS, "047", "关于支持青川至白石快速通道沿线产业发展的建议", "江思齐等12人", 82,
        "省交通运输厅", ("青川市政府", "白石市政府"),
    ),
    Case(
        ProposalKind.CPPCC, "0163", "关于扶持返乡创业园发展的提案", "宋景行", 35,
        "省农业农村厅", ("省财政厅",),
    ),
    Case(ProposalKind.CONGRESS, "052", "关于增设老年大学教学点的建议", "邵文澜等6人", 2),
)  # fmt: skip


def _paper(case: Case) -> bytes:
    """The answer, as a docx."""
    paper, out = Docx(), io.BytesIO()
    paper.add_heading(f"对{case.title.removeprefix('关于')}的答复", level=1)
    paper.add_paragraph(f"{case.proposers}：")
    paper.add_paragraph(f"您提出的{case.title}收悉，经会同有关单位研究，现答复如下：")
    paper.add_paragraph("一、所提建议切合实际，已吸收到年度工作安排，并落实了专项资金。")
    paper.add_paragraph("二、下一步，将逐项推进落实，年底前通报办理结果。感谢您对我们工作的关心和支持。")
    paper.save(out)
    return out.getvalue()


def begin_proposals(schedule: Schedule, units: Units, *, office: User) -> None:
    """All of them, each at its time."""
    for case in CASES:
        schedule.begin(_case(schedule, units, office, case))


def _case(schedule: Schedule, units: Units, office: User, case: Case) -> Steps:
    chance = random.Random(case.number)  # noqa: S311  (no secret)
    yield schedule.at(schedule.today - timedelta(days=case.ago), chance)
    session = "省十四届人大三次会议" if case.kind == ProposalKind.CONGRESS else "省政协十三届三次会议"
    proposal = register_proposal(
        actor=office,
        kind=case.kind,
        session=session,
        number=case.number,
        title=case.title,
        proposers=case.proposers,
        text=f"{case.title}。建议有关单位深入调研，制定具体措施，加大支持力度，尽快取得实效。",
    )
    if not case.lead:
        return
    yield schedule.later(2, chance)
    lead, joint = units.named[case.lead], [units.named[name] for name in case.joint]
    dispatch_proposal(proposal=proposal, lead=lead, joint=joint, on=schedule.on, actor=office)
    yield schedule.later(2, chance)
    for unit in (lead, *joint):
        acknowledge_proposal(proposal=proposal, actor=units.staff[unit.pk])
    for unit in joint:
        yield schedule.later(6, chance)
        give_opinion(
            proposal=proposal,
            opinion=f"{unit}赞同所提意见，将在职责范围内积极配合，有关情况请一并答复。",
            on=schedule.on,
            actor=units.staff[unit.pk],
        )
    if case.answered_after is None:
        return
    yield from _end(schedule, proposal, units.staff[lead.pk], office, case, chance)


def _end(
    schedule: Schedule, proposal: Proposal, lead: User, office: User, case: Case, chance: random.Random
) -> Steps:
    yield schedule.later(case.answered_after or 0, chance)
    answer_proposal(
        proposal=proposal,
        outcome=Outcome.A,
        on=schedule.on,
        actor=lead,
        name=f"对第{case.number}号的答复.docx",
        data=_paper(case),
        number=f"办复字第{case.number}号",
        summary="所提建议已经采纳，列入年度工作安排。",
    )
    yield schedule.later(7, chance)
    rate_proposal(proposal=proposal, satisfaction=Satisfaction.SATISFIED, on=schedule.on, actor=office)
    yield schedule.later(3, chance)
    close_proposal(proposal=proposal, on=schedule.on, actor=office)
