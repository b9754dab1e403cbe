"""The executive report as page, PDF and JSON: one worded view in, one file out."""
