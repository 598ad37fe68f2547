"""What comes before a session: set-up, sign-in, the idle warning, recovery and restore."""
