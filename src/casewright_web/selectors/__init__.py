"""Everything that reads for a page. Selectors never write."""
