"""What left the clinic: the record of disclosures, authorizations on file, and the accounting of 45 CFR 164.528."""
