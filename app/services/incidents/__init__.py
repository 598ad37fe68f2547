"""Incidents and breaches: what happened, who is affected, was it a breach, and who is told by when."""
