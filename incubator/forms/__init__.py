"""From a published form to what people fill in: schema, conditions, fields, pages."""
