"""`python -m extraction FILE [--format json|table]`: prints what a document orders."""

from __future__ import annotations

import sys

from extraction.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
