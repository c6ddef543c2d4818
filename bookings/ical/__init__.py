"""Calendars out: RFC 5545, by the icalendar library."""
