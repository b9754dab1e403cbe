"""The files plans travel in: one module per format, each from bytes or rows to data and problems, without a database."""
