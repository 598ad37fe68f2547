"""The tab of the registers: entries, reviews of the audit log, unusual access."""
