"""The Plugins screen: what there is, what each brings, where it is on, what went wrong, and its settings."""
