"""What is stored and what is known: tables, queries, catalogue, samples."""
