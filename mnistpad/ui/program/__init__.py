"""What makes a window a program: its log, that there is one of it, and that nothing is lost when it ends."""
