"""评价 in the admin: the unit's self-check, the comparison inside a line, the office's periods."""
