"""How things are said: catalogues, formats and escaping, in French and English."""
