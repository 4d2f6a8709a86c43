"""Which of its parts fail, as a test chooses."""

BROKEN: set[str] = set()


def maybe(part: str) -> None:
    if part in BROKEN:
        raise RuntimeError(f"sample is broken in {part}")
