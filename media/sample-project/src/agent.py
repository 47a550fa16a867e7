"""Answers one ticket: asks the model, runs the tools it calls, until it has a reply."""

import json
import sys
from pathlib import Path

from . import api, tools

SYSTEM = """You answer customer tickets for Tern & Tide. Look the order up before you promise anything.
Stay within the refund policy. Write two to five friendly sentences, and sign as the Tern & Tide desk."""

TICKETS = Path(__file__).resolve().parent.parent / "data" / "tickets.jsonl"


def load_ticket(ticket_id):
    """One ticket of the queue."""
    for line in TICKETS.read_text(encoding="utf-8").splitlines():
        ticket = json.loads(line)
        if ticket["id"] == ticket_id:
            return ticket
    raise SystemExit(f"There is no ticket {ticket_id}.")


def answer(ticket):
    """The draft of a reply to a ticket."""
    history = [{"role": "user", "content": describe(ticket)}]
    while True:
        response = api.ask(history, tools.TOOLS, SYSTEM)
        history.append({"role": "assistant", "content": response.content})
        calls = [block for block in response.content if block.type == "tool_use"]
        if not calls:
            return api.text_of(response)
        history.append({"role": "user", "content": [run(call) for call in calls]})


def describe(ticket):
    return f"Ticket {ticket['id']} about order {ticket['order']} of customer {ticket['customer']}:\n{ticket['text']}"


def run(call):
    """Run one tool call of the model."""
    result = tools.run_tool(call.name, call.input)
    return {"type": "tool_result", "tool_use_id": call.id, "content": result}


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: python3 -m src.agent TICKET")
    print(answer(load_ticket(sys.argv[1])))


if __name__ == "__main__":
    main()
