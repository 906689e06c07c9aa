"""Evidence: kept, read, checked against the claim, and sent as one packet."""
