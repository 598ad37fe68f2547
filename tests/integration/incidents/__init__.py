"""Incidents and breaches on real records."""
