"""The learning curves of a run and what it made of a drawing. The only place that imports pyqtgraph."""
