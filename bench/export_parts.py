"""One measurement of `bench.export`, in a process of its own: `python -m bench.export_parts export`."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench.export import measure_export, measure_search

    parts = {
        "export": lambda: measure_export("all=1"),
        "grouped": lambda: measure_export("group=section"),
        "search": measure_search,
    }
    sys.exit(0 if parts[sys.argv[1]]() else 1)
