"""`python -m cms.search.attachments.child FILE`: its words as one JSON object, within limits of time and memory."""

from __future__ import annotations

import json
import logging
import resource
import sys
from pathlib import Path

from django.conf import settings

from cms.search.attachments.limits import CPU_SECONDS, MOST_MEMORY


def main(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    logging.disable()  # pypdf tells of everything odd in a file
    # The messages of the readers are in Chinese as they stand; nothing else of Django is needed.
    settings.configure(USE_I18N=False)
    from cms.search.attachments.opening import read  # noqa: PLC0415 -- what may be slow is within the limits

    sys.stdout.buffer.write(json.dumps(read(Path(path))).encode())


if __name__ == "__main__":
    main(sys.argv[1])
