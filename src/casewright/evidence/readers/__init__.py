"""Turn an exhibit into observations, each with the spot it was read at."""
