"""Everything that writes. Each service is one transaction; names are noun_verb, arguments keyword-only."""
