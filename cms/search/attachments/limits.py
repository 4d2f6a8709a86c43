"""How much of a file is read. What goes beyond belongs to no search."""

MOST_BYTES = 30 << 20
MOST_CHARACTERS = 2_000_000
MOST_PAGES = 500
SECONDS = 60
"""On the clock"""
CPU_SECONDS = 40
MOST_MEMORY = 1 << 30
"""Bytes of address space"""
