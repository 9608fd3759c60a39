"""The corrections of the checking page: each names what it does, and can be undone."""
