"""What was worked out is kept under the content that it was worked out from, so that it can never be out of date, and not without bound."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")
_keeping = Lock()


def kept(store: OrderedDict[Any, Made], key: Any, most: int, make: Callable[[], Made]) -> Made:
    """What is in the store under the key, made if it is not; the least used goes when there are more than `most`."""
    with _keeping:
        if key in store:
            store.move_to_end(key)
            return store[key]
    made = make()
    with _keeping:
        store[key] = made
        while len(store) > most:
            store.popitem(last=False)
    return made
