"""Who names the main class of each feature: `python scripts/feature_folders.py`.

A feature is one folder. Where more than three files outside it name its main class, what they ask of it wants
a name in the feature's own selectors or services. Exits with 1 where that is so. Tests, migrations, the demo
and the measurements may name whatever they like.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST = 3
FEATURES = {
    "建议提案": ("Proposal", "tracker/proposals"),
    "督办事项": ("MatterFile", "tracker/matters"),
    "提醒规则": ("ReminderRule", "tracker/reminders"),
    "台账": ("TableQuery", "tracker/ledger"),
    "台账的筛选条件": ("LedgerQuery", "tracker/work"),  # of 台账, API, export and admin alike
    "考核": ("Scorecard", "tracker/scorecard"),
    "文书": ("Paper", "tracker/papers"),
    "机构改革": ("Reform", "tracker/reforms"),
    "并案": ("MergedWork", "tracker/work/merging"),
    "上下对照": ("Alignment", "policies/alignment"),
    "导入": ("ImportEntry", "policies/imports"),
    "校核": ("CheckItem", "policies/checking"),
}
LEFT_OUT = re.compile(r"(^|/)migrations/|^(tests|demo|bench)/")


def naming(name: str, folder: str) -> list[str]:
    """The files outside the folder that name the class."""
    found = subprocess.run(
        ["git", "grep", "-lw", name, "--", "*.py"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    return [
        path
        for path in found
        if not LEFT_OUT.search(path)
        and not path.startswith(f"{folder}/")
        and ROOT / path != Path(__file__).resolve()
    ]


def main() -> int:
    """Print the table; 1 where a class is named in too many places."""
    too_many = False
    print(f"{'class':<14}{'folder':<24}{'files outside':>14}")
    for name, folder in FEATURES.values():
        outside = naming(name, folder)
        too_many |= len(outside) > MOST
        print(f"{name:<14}{folder:<24}{len(outside):>14}  {' '.join(outside)}")
    return int(too_many)


if __name__ == "__main__":
    sys.exit(main())
