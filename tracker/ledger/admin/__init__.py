"""The pages of 台账; the addresses stand in urls.py."""
