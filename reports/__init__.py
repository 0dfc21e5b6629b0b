"""Documents and lists: result objects in; workbooks, CSV, JSON and printed tables out."""
