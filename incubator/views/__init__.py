"""The front pages of the incubator."""
