"""The desk: where everything lies in the window, and who works at it: the reading, the tools, the run."""
