"""A composed draft as an entry with the fields of its form: what the details say leaves the body."""

from cms.demo.formed.shaping import Formed, formed

__all__ = ["Formed", "formed"]
