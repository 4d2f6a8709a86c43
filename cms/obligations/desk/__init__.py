"""应公开事项: what people of a unit do about what it owes, in the unit's own admin."""
