"""All that a person or a machine touches: pages, JSON API, charts, report files, sign-in and command line."""
