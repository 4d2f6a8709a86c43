"""Looking at an address that a unit filed: does it answer, and what is the newest date on it.

The address comes from outside, and the server that asks stands inside the district's network: `addresses` says where it
may ask at all, `fetching` asks within bounds, `dates` reads what came.
"""
