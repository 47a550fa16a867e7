"""Orders and customers, as the shop exports them."""

import csv
import json
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def load_orders():
    """All orders of the quarter, by id."""
    orders = json.loads((DATA / "orders.json").read_text(encoding="utf-8"))
    return {order["id"]: order for order in orders}


def load_customers():
    """All customers, by id."""
    with open(DATA / "customers.csv", encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def find_order(order_id):
    """One order, or None."""
    return load_orders().get(order_id)


def late_orders():
    return [order for order in load_orders().values() if order["status"] == "late"]


def days_late(order, today):
    """Whole days past the promised date; 0 where it is not late."""
    from datetime import date

    promised = date.fromisoformat(order["promised"])
    return max(0, (today - promised).days)
