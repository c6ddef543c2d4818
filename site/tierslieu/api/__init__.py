"""The API of the house: `/api/v1/`, its refusals, its document and its readable page."""
