"""The promises of the clinic's privacy policy: what each line says, and what the records show about it right now."""
