"""What goes in and out of the window: files, drops, the clipboard."""
