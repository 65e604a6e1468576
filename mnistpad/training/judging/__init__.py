"""How good a network is: what it gets right, how sure it may be, when it should decline."""
