"""Every rule for setting a mark aside stands in docs/extraction.md with its reason."""

from pathlib import Path

from extraction.signs.rules import Rule

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "extraction.md").read_text(encoding="utf-8")


def test_every_rule_stands_on_the_page_with_its_reason():
    assert [rule.name for rule in Rule if f"| `{rule.name}` | {rule.value} |" not in PAGE] == []
