"""Look: controls, tables, charts and the way from a number to its origin."""
