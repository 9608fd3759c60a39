"""What people corrected can be scored against."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from policies.checking.services.corrections.dates import add_milestone
from policies.checking.services.corrections.units import change_role
from policies.checking.services.settling import confirm_document
from policies.models.documents import PolicyDocument
from policies.models.measures import Responsibility, Role
from policies.services.importing import import_text
from tests.conftest import ROOT, SHARED, World
from tests.policies.sample import SAMPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(world: World) -> PolicyDocument:
    [document] = import_text(text=SAMPLE, actor=world.supervisor).created
    unit = Responsibility.objects.get(printed_name="省教育厅", role=Role.SUPPORT)
    change_role(responsibility=unit, role=Role.LEAD, actor=world.supervisor)
    add_milestone(task=unit.task, due_on=date(2026, 12, 1), actor=world.supervisor)
    return confirm_document(document=document, actor=world.supervisor)


def test_gold_holds_what_a_person_corrected_and_no_decision_of_the_office(
    checked: PolicyDocument, tmp_path: Path
) -> None:
    call_command("export_gold", tmp_path)
    gold = json.loads((tmp_path / f"{checked.pk}.json").read_text(encoding="utf-8"))
    first = gold["measures"][0]
    assert first["path"] == ["二", "（一）"]
    assert first["tasks"][0]["units"] == [["省财政厅", "牵头"], ["省教育厅", "牵头"]]
    assert first["tasks"][0]["deadlines"] == [["6月底前", "2026-06-30", "due", "must"]]


@pytest.mark.corpus
def test_the_scorer_reads_exported_gold_and_counts_what_was_corrected(
    checked: PolicyDocument, tmp_path: Path
) -> None:
    call_command("export_gold", tmp_path)
    scorer = SHARED / "tools" / "score_extraction.py"
    command = [sys.executable, "-m", "extraction", "--format", "json"]
    run = subprocess.run(
        [sys.executable, scorer, tmp_path, "--misses", "--", *command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert "measures 1.000" in run.stdout
    assert "missed unit 省教育厅 牵头" in run.stdout


def test_a_draft_is_no_gold(world: World, tmp_path: Path) -> None:
    import_text(text=SAMPLE, actor=world.supervisor)
    call_command("export_gold", tmp_path)
    assert list(tmp_path.glob("*.json")) == []
