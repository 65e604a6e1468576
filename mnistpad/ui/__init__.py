"""The window. The only folder that knows PySide6 and pyqtgraph."""
