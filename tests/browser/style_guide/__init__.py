"""A page for each template and macro, filled with made-up contents, to be looked at and checked without the application."""
