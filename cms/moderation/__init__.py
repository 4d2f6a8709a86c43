"""The central desk: what goes up to a superior or the office is decided there and applied in the unit."""
