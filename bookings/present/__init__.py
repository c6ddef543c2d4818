"""What pages show, gathered and put in order before any template sees it."""
