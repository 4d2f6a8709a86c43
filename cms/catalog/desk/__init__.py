"""The unit's desk for compiling its catalog: screens of the admin on the unit's own site."""
