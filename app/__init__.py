"""Better Med Spa Intake: patient intake, consents and sealed records, on the clinic's own computer."""

__version__ = "0.1.0"
