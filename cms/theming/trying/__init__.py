"""Every template of a theme drawn with made-up data, and its colours measured: `cms themes check`."""
