"""What pages about people show, read through the querysets and said in French."""
