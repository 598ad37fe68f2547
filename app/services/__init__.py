"""Use cases. Each function: permission, change and audit in one transaction; returns frozen views."""
