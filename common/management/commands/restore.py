"""`manage.py restore FILE`: a backup into an empty database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from common.db.backup.archives import BackupError
from common.db.backup.services import restore_backup
from common.db.roles import as_owner


class Command(BaseCommand):
    help = "把备份恢复到一个空的数据库（由 DATABASE_URL 指定），并逐表核对。"
    requires_system_checks = []  # some ask the database, which is empty

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="manage.py backup 建立的文件")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with as_owner(connection):
                manifest = restore_backup(file, connection=connection)
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(table.rows for table in manifest.tables.values())
        self.stdout.write(
            f"已恢复 {manifest.made_at} 的备份：{len(manifest.tables)}张表，{rows}行，逐表核对一致。"
        )
        self.stdout.write(
            "下一步：manage.py migrate（补齐表结构和应用角色的权限），再 manage.py verify_record。"
        )
