"""Synthetic ledgers of any size, for measuring."""
