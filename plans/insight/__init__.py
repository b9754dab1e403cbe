"""What a computed schedule tells beyond its dates: what drives, what hurts, what passes where. Data in, answers out."""
