"""What may happen, how much it would matter, and what is done about it."""
