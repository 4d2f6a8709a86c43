"""What changed since one last asked: every transaction that touches what the public may see leaves a line, by triggers."""
