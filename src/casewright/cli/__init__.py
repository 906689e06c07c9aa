"""The command line: arguments, the clock, printing. It decides nothing."""
