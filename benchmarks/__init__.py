"""Benchmarks: how fast the pages answer, and what an answer costs the server."""
