"""What services hand out: frozen dataclasses without any database in them, safe to import anywhere above."""
