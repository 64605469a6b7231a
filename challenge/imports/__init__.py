"""Foreign files become measures: one pure reader per format and one registry."""
