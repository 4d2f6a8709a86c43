"""Inspection rules that concern content, as pure functions over what the ledger keeps of a unit's public pages."""
