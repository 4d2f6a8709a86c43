"""Make the tables, write so many articles, and serve them by the same server as ours. Started by `cms.bench.sides`."""

from __future__ import annotations

import os
import sys

import django


def main(port: int, articles: int, workers: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.bench.plain.settings"
    django.setup()
    from cms.bench.plain import site  # noqa: PLC0415 -- its models want Django set up

    site.make()
    site.write(articles)
    site.serve(port, workers)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
