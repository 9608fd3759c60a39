"""Writes of documents that have a name."""
