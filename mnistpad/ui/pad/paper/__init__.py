"""What the canvas is made of: values on the paper, the pen that changes them, and the painting of both."""
