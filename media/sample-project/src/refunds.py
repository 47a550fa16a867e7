"""What the shop pays back. Follows data/refund-policy.md."""

REFUND_LIMIT_EUR = 200.00
SHIPPING_BACK_EUR = 15.00
LATE_DAYS = 7


def refund_for(order, reason, tier="standard"):
    """The amount to pay back in EUR, or None where the staff decide."""
    amount = base_amount(order, reason)
    if amount is None or amount > REFUND_LIMIT_EUR:
        return None
    if tier == "gold" and amount > 0:
        amount += SHIPPING_BACK_EUR
    return round(amount, 2)


def base_amount(order, reason):
    """The refund before limits and shipping."""
    total = order["total"]
    if reason in ("arrived broken", "wrong item", "changed mind", "cancelled late"):
        return total
    if reason == "late":
        return total * 0.10
    return None


def needs_return(order, reason):
    if reason == "arrived broken":
        return order["total"] >= 50
    return reason in ("wrong item", "changed mind")
