"""`manage.py backup FOLDER`: everything the program holds, in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from common.db.backup.archives import BackupError
from common.db.backup.services import write_backup


class Command(BaseCommand):
    help = "把数据库（文字、附件、账号、记录）备份为一个文件；备份时可以照常办理。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="存放备份的目录")
        parser.add_argument("--keep", type=int, default=0, metavar="N", help="只保留最近N份（默认全部保留）")

    def handle(self, *args: Any, folder: Path, keep: int, **options: Any) -> None:
        try:
            path = write_backup(folder, connection=connection, now=timezone.localtime(), keep=keep)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已备份到 {path}（{path.stat().st_size / 1_000_000:.1f} MB）。")
        self.stdout.write("备份含全部数据，请妥善保管；SECRET_KEY 不在其中，请另行保存。")
