"""Works one ticket off: the question goes in, a drafted reply comes out."""

import json
import sys
from pathlib import Path

from . import api, tools

SYSTEM = """Answer customer tickets for Tern & Tide. Look the order up before promising anything.
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
        history.append({"role": "user", "content": [result_of(block) for block in calls]})


def describe(ticket):
    return f"Ticket {ticket['id']} about order {ticket['order']} of customer {ticket['customer']}:\n{ticket['text']}"


def result_of(block):
    """What a tool gives back, as the API wants it."""
    content = tools.run_tool(block.name, block.input)
    return {"type": "tool_result", "tool_use_id": block.id, "content": content}


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: python3 -m src.agent TICKET")
    print(answer(load_ticket(sys.argv[1])))


if __name__ == "__main__":
    main()
