"""The board on the wall: posters of the newest entries, to be printed, pinned up and checked with a phone.

A poster is made of what is public at that moment, and the ledger can tell later whether it still is.
Reasons: cms/decisions/0029-printing.md.
"""
