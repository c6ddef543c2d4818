"""Private files: kept outside the public folders, checked by their content, handed out one by one."""
