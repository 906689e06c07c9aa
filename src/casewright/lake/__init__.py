"""Records of every import as immutable Parquet files, beside the bytes they were read from (docs/develop/lake.md)."""
