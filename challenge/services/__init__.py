"""What users can do: one verb per function, permission first, one transaction."""
