"""The menus, and what the View menu changes."""
