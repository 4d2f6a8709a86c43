"""The screens of filing in the admin: the unit's own side, and that of whoever a catalog is addressed to."""
