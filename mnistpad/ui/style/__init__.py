"""What the looks of the window are made of: icons, the style sheet, and what the desktop says."""
