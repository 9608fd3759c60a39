"""What else pages show: extensions, declines, instructions, reminders, drafts."""

from demo.synthetic import words
from demo.synthetic.keys import milestone_id
from demo.synthetic.loader import Loader
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder
from tracker.work.filing.models.drafts import ReportDraft
from tracker.work.instructions.models import Instruction, InstructionItem
from tracker.work.models.requests import Decline, Extension

INSTRUCTIONS = 300  # at most: leaders have other things to do


def make_requests(loader: Loader) -> None:
    """Extensions granted and asked for, declines, instructions with their items, reminders, drafts."""
    _extensions(loader)
    loader.insert(
        Decline,
        f"FROM work w WHERE w.status = 'pending' AND {loader.chance('w.k', 'decline')} < 0.03 ORDER BY w.k",
        assignment_id="w.id",
        reason="'该事项不属于我单位职责，建议由主管部门承办。'",
        raised_by_id="w.filer",
        raised_at=loader.at(f"({loader.today} - 1)"),
        status="'open'",
    )
    _instructions(loader)
    loader.insert(
        Reminder,
        f"FROM work w WHERE w.is_late AND {loader.chance('w.k', 'reminded')} < 0.5 ORDER BY w.k",
        assignment_id="w.id",
        milestone_id=milestone_id(loader, 0).join(("CASE WHEN w.early_due IS NOT NULL THEN ", ""))
        + f" ELSE {milestone_id(loader, 1)} END",
        user_id="w.filer",
        rule=f"'{Rule.OVERDUE}'",
        trigger="w.must_due_on || ' +1'",
        on="w.must_due_on + 1",
        message="format('时限%s已过，请尽快办理并填报进展', w.must_due_on)",
        digest_on="w.must_due_on + 1",
        created_at=loader.at("(w.must_due_on + 1)", "8"),
    )
    loader.insert(
        ReportDraft,
        f"FROM work w WHERE w.status = 'active' AND {loader.chance('w.k', 'draft')} < 0.02 ORDER BY w.k",
        assignment_id="w.id",
        author_id="w.filer",
        content="jsonb_build_object('percent', w.percent, 'narrative', "
        + loader.pick("w.k", "drafted", words.STATES)
        + ")",
        revision="1",
        updated_at=loader.at(f"({loader.today} - 1)", "17"),
    )


def _extensions(loader: Loader) -> None:
    columns = {
        "assignment_id": "w.id",
        "milestone_id": milestone_id(loader, 1),
        "reason": loader.pick("w.k", "why later", words.EXTENSION_REASONS),
        "asked_by_id": "w.filer",
    }
    loader.insert(
        Extension,
        "FROM work w WHERE w.moved > 0 AND w.status <> 'pending' ORDER BY w.k",
        **columns,
        from_date="w.last_due",
        to_date="w.last_due + w.moved",
        asked_at=loader.at("w.signed_on", "14"),
        status="'granted'",
        answered_by_id="(SELECT u.id FROM departments_user u WHERE u.username = 'office-2')",
        answered_at=loader.at("w.signed_on", "16"),
    )
    loader.insert(
        Extension,
        f"""FROM work w WHERE w.status = 'active' AND w.moved = 0 AND w.last_due IS NOT NULL
            AND {loader.chance("w.k", "asks")} < 0.01 ORDER BY w.k""",
        **columns,
        from_date="w.last_due",
        to_date=f"greatest(w.last_due, {loader.today}) + 30",
        asked_at=loader.at(f"({loader.today} - 1)", "14"),
        status="'open'",
    )


def _instructions(loader: Loader) -> None:
    first = loader.above(Instruction)
    loader.table(
        "word",
        f"""SELECT row_number() OVER (ORDER BY k) AS n, * FROM (
                SELECT * FROM work WHERE is_late ORDER BY {loader.chance("k", "instructed")} LIMIT
                (SELECT least({INSTRUCTIONS}, count(*) / 50 + 1) FROM work WHERE is_late)
            ) chosen""",
    )
    day = f"({loader.today} - (n % 9)::int - 1)"
    loader.insert(
        Instruction,
        "FROM word w ORDER BY n",
        id=f"{first} + n",
        assignment_id="w.id",
        author_id="(SELECT u.id FROM departments_user u WHERE u.username = 'leader-' || (1 + n % 3))",
        text="'请抓紧办理，说明滞后原因和赶工措施。'",
        due_on=f"{day} + 7",
        written_on=day,
        created_at=loader.at(day, "12"),
    )
    loader.insert(
        InstructionItem,
        "FROM word w ORDER BY n",
        instruction_id=f"{first} + n",
        department_id="w.unit",
        due_on=f"{day} + 7",
    )
