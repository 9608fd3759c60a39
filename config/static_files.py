"""Static files: hashed names where they were collected, and a word at the start where they were not."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import CheckMessage, Warning
from whitenoise.storage import CompressedManifestStaticFilesStorage

HINT = "请先运行 python manage.py collectstatic --noinput，再启动。"


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names with a hash of the content: a browser keeps a file until it changes, then asks for the new one.

    What our JavaScript modules import is renamed within them. Before anything was collected (a command of a
    bare checkout) files go by their plain names; `not_collected` tells it.
    """

    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """The name to be asked for."""
        return super().stored_name(name) if self.hashed_files else name

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        """Compress what pages ask for, not the originals beside it: half the time of a start."""
        yield from super().compress_files(paths & set(self.hashed_files.values()))


def not_collected() -> str:
    """Why pages would come without style and script, or nothing."""
    if isinstance(staticfiles_storage, HashedStaticFilesStorage) and not staticfiles_storage.hashed_files:
        return f"静态文件尚未收集到{settings.STATIC_ROOT}，页面将没有样式，按钮也不起作用。"
    return ""


def check_collected(**kwargs: Any) -> list[CheckMessage]:
    """The same for `manage.py check`; the demo collects at each start."""
    words = "" if settings.DEMO else not_collected()
    return [Warning(words, hint=HINT, id="ducha.W001")] if words else []
