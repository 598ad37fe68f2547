"""Signing with a finger, a pen or the mouse."""
