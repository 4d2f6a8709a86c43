"""Physical backups of the whole database with its files, and one unit taken back to an earlier moment from them."""
