"""The rows of the business edits: one module a SNIP type, one row a rule."""
