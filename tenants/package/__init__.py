"""One unit in one file: its schema, its rows of the ledger, its files; signed, and checked before anything is believed."""
