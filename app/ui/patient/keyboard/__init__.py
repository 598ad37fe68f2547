"""Our own on-screen keyboard, because no system keyboard can be relied on in patient mode."""
