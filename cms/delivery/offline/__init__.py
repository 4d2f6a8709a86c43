"""A unit's site as a folder of files that a browser opens from disk, without any server."""
