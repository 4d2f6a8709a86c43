"""Samples that anybody draws again, and how far two reviewers agree. Standard library only."""
