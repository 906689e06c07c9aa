"""Where a seller's files come from while the desk runs: mailboxes, folders, interfaces. This shell has the network."""
