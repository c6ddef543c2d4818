"""What public pages say, read through the querysets of the departments below."""
