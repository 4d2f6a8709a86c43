"""What an entry says beyond its text, by the form of its item: one block, with its fields, checks and template."""
