"""Text laid out in columns of a terminal."""

import unicodedata


def wide(text: str, width: int) -> str:
    """Text filled up to so many columns of a terminal; a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * (width - taken)
