"""Passages to hits: the library, the vectors, hybrid search and the ingestion job."""
