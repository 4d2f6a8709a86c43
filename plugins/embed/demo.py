"""In the demonstration it is on: what it shows is what is public already, and it keeps nothing."""


def plant() -> None:
    """Nothing to fill."""
