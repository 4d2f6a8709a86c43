"""撤回、紧急移除: what people of a unit do about what is public, in the unit's own admin."""
