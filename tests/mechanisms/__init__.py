"""Tests of the mechanisms: known answers made by hand from the shipped cards or a small city."""
