"""Start and stop the house: Python's standard library only, for nothing is installed yet when it begins."""
