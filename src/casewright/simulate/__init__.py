"""Made-up sales and the papers they leave behind, for demonstrations, tests and measurements."""
