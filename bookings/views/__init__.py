"""Pages of this department: ten lines each, through `visible_to`, forms, services."""
