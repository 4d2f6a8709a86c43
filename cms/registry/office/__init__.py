"""The office's screens: lists of the ledger for the whole district, on the central site alone, to be read only."""
