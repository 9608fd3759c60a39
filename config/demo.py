"""What the demo needs so that it starts with no configuration."""

import secrets
from pathlib import Path


def demo_secret_key(var_dir: Path) -> str:
    """The demo's secret: made at first use and kept in `var_dir`, so that sessions survive a restart."""
    path = var_dir / "secret_key"
    if not path.is_file():
        var_dir.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")
