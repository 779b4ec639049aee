"""Named reads of one table."""
