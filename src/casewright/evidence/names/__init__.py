"""Names as papers write them: of one town in several languages, of one person with and without umlauts."""
