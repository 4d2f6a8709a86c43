"""公开程序 in a unit's admin: proposing, deciding, standing in; and at the centre what the office rules."""
