"""The verbs of `cms unit`, by what they are about. Each module has VERBS: name → (help, arguments, what it does)."""
