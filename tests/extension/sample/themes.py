from pathlib import Path

THEMES = [Path(__file__).parent / "themes" / "sample-plain"]
