"""`manage.py load_ledgers`: the ledgers of real documents from `fixtures/ledgers/`; safe to repeat."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from policies.services.importing import import_ledger

LEDGERS = settings.BASE_DIR / "fixtures" / "ledgers"


class Command(BaseCommand):
    help = "载入真实文件的台账（只含事实）；已有文号不会重复登记"

    def handle(self, **options: Any) -> None:
        for file in sorted(LEDGERS.glob("*.json")):
            if file.name == "overlay.json":
                continue
            outcome = import_ledger(data=json.loads(file.read_text(encoding="utf-8")), actor=None)
            self.stdout.write(f"{file.stem}：{outcome.message}")
