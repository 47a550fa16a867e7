import type { Files } from "./memoryTree.ts";

/** A beginner's agent: one client, one tool, a loop that only grows. */
export const BARE_LOOP: Files = {
  "requirements.txt": "anthropic==0.40.0\n",
  "main.py": `import os
import anthropic

client = anthropic.Anthropic(max_retries=0)
TOOLS = [{"name": "refund", "description": "Refunds <b>an</b> order", "input_schema": {"type": "object"}}]


def refund(order, amount):
    os.system(f"refund {order} {amount}")


HANDLERS = {"refund": refund}


def run(question):
    messages = [{"role": "user", "content": question}]
    while True:
        answer = client.messages.create(model="claude", max_tokens=500, messages=messages, tools=TOOLS)
        messages.append({"role": "assistant", "content": answer.content})
        calls = [block for block in answer.content if block.type == "tool_use"]
        if not calls:
            return answer
        for block in calls:
            HANDLERS[block.name](**block.input)


if __name__ == "__main__":
    run(input("> "))
`,
};
