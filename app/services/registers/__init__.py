"""The clinic's registers, notes of phone calls, unusual access and the review of the audit log."""
