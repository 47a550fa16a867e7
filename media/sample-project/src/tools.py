"""The tools that the queue worker offers to the model."""

from . import orders, refunds

TOOLS = [
    {
        "name": "get_order",
        "description": "Looks an order up by its number, such as TT-1041.",
        "input_schema": {
            "type": "object",
            "properties": {"order_id": {"type": "string"}},
            "required": ["order_id"],
        },
    },
    {
        "name": "get_customer",
        "description": "Looks a customer up by number, such as C-017.",
        "input_schema": {
            "type": "object",
            "properties": {"customer_id": {"type": "string"}},
            "required": ["customer_id"],
        },
    },
    {
        "name": "propose_refund",
        "description": "Works out the refund for an order. The reason is one of those in the policy.",
        "input_schema": {
            "type": "object",
            "properties": {
                "order_id": {"type": "string"},
                "reason": {"type": "string"},
                "tier": {"type": "string"},
            },
            "required": ["order_id", "reason"],
        },
    },
]


def get_order(order_id):
    return orders.find_order(order_id) or "no such order"


def get_customer(customer_id):
    return orders.load_customers().get(customer_id) or "no such customer"


def propose_refund(order_id, reason, tier="standard"):
    order = orders.find_order(order_id)
    amount = refunds.refund_for(order, reason, tier)
    return "the staff decide" if amount is None else f"{amount:.2f} EUR"


HANDLERS = {"get_order": get_order, "get_customer": get_customer, "propose_refund": propose_refund}


def run_tool(name, arguments):
    """The result of a tool, as text."""
    return str(HANDLERS[name](**arguments))
