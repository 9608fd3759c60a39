"""建议提案: every write that has a name."""
