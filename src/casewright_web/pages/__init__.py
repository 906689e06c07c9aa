"""One module per page. A page chooses the full page or its partial, and nothing else."""
