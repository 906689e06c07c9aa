"""Data only: dated policy tables and the closed catalogues they draw their names from."""
