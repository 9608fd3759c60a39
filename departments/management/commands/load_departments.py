"""`manage.py load_departments [FILE]`: the table of departments from its fixture; safe to repeat."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from departments.services.loading import load_departments


class Command(BaseCommand):
    help = "载入单位库（已有的单位不作改动）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = settings.BASE_DIR / "fixtures" / "departments.json"
        parser.add_argument("file", nargs="?", type=Path, default=default)

    def handle(self, *, file: Path, **options: Any) -> None:
        added = load_departments(data=json.loads(file.read_text(encoding="utf-8")))
        self.stdout.write(
            f"新增地区{added['regions']}个、单位{added['departments']}个、"
            f"别名{added['aliases']}个、单位组{added['groups']}个。"
        )
