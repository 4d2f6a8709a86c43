"""公开联系方式: where the public reaches the office of a unit that answers."""
