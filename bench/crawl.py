"""`python -m bench.crawl [--every 1]`: all addresses as all kinds of users, in a database of its own.

Prints how many requests were made and refused, and each answer that held what is another's; 1 if one did.
"""

import argparse
import logging
import os
import time


def main() -> int:
    """The crawl, and its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="one route in so many")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.test_settings"
    import django

    django.setup()
    from django.db import transaction
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from tests.config.crawl import Crawl
    from tests.conftest import World

    logging.disable(logging.CRITICAL)  # a refusal is a line and its trace
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    began = time.monotonic()
    try:
        with transaction.atomic():
            figures = Crawl(World(), every=options.every).run()
            transaction.set_rollback(True)
    finally:
        teardown_databases(made, verbosity=0)
    print("\n".join(figures.lines()))
    print(f"in {time.monotonic() - began:.0f} s")
    return 1 if figures.leaks else 0


if __name__ == "__main__":
    raise SystemExit(main())
