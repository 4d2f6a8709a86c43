"""The editing side of a unit's site: who sees which screen, what there is to do today, how the tree is shown."""
