"""Name the orders of the queue of postings to be labelled, and the reasons for which one is asked about."""

from typing import Literal, get_args

Reason = Literal["uncertain", "title", "novel", "random"]
Order = Literal["mix", "uncertain", "title", "novel", "random"]
ORDERS: tuple[Order, ...] = get_args(Order)
