"""One PostgreSQL schema per unit: binding, provisioning, isolation, identity.

Nothing here knows what the product is about; the rooms of `cms` stand on it.
"""
