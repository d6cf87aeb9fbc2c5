"""markone."""
