"""Charts: each module draws one picture from facts, as SVG."""
