"""What programs may do with spaces and bookings: the same policies and services as the pages."""
