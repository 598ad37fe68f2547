"""What leaves the clinic: disclosures, authorizations, accountings, copies of records."""
