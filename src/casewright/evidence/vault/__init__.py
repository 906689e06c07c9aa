"""The vault: each exhibit kept once, sealed under its subject's key, entered in the log, forgotten when it is due."""
