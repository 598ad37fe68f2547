"""Settings: one tab a file; a tab is shown only to roles that may use it."""
