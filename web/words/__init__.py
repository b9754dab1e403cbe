"""What things are called in front of people: fields, values, registers and refusals. English here, the rest in the catalogues."""
