"""The curator's side, in Django admin."""
