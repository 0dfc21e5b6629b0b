"""Tests of what the screens make of results: text, markup, colours, open sessions."""
