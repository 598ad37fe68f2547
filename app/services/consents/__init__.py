"""The ledger of consents, their withdrawal, and what follows from it."""
