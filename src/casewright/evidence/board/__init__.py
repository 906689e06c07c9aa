"""The evidence board of one dispute: what is proved, what is missing, what contradicts, and whether it can go out."""
