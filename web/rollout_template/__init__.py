"""The CRM rollout in seven phases as a template: its files, and how they fill an empty programme."""
