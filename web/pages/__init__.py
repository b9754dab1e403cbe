"""The pages, one module per noun in the address. Pages do not call each other."""
