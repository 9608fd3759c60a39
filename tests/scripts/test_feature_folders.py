"""A feature is one folder: few files outside it name its main class."""

import subprocess

import pytest
from django.conf import settings

from scripts.feature_folders import FEATURES, MOST, naming

in_git = pytest.mark.skipif(not (settings.BASE_DIR / ".git").exists(), reason="not a checkout of git")


@in_git
@pytest.mark.parametrize("feature", FEATURES)
def test_few_files_name_the_main_class_of_a_feature(feature: str) -> None:
    name, folder = FEATURES[feature]
    assert len(naming(name, folder)) <= MOST
    found = subprocess.run(
        ["git", "grep", "-lw", f"class {name}", "--", folder],
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=False,
    )
    assert found.stdout, f"{name} is not in {folder} any more"
