"""Refreshes the browser assets and fonts that ship with Steerboard, and proves that they are the published ones."""
