"""What patients may ask about their records: requests, their clocks and letters, restrictions, confidential contact."""
