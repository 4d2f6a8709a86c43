"""The screens of the desk in the admin."""
