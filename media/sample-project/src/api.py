"""The queue worker's way to the model."""

import os
import time

import anthropic

MODEL = "claude-sonnet-5-5"
MAX_TOKENS = 1500

client = anthropic.Anthropic(
    api_key=os.environ.get("ANTHROPIC_API_KEY", "missing"),
    max_retries=0,
)


def ask(messages, tools=(), system=""):
    """Send the conversation and return the model's answer."""
    started = time.monotonic()
    response = client.messages.create(
        model=MODEL,
        max_tokens=MAX_TOKENS,
        system=system,
        messages=messages,
        tools=list(tools),
    )
    report(response.usage, time.monotonic() - started)
    return response


def report(usage, seconds):
    """Show what a call used."""
    print(f"{usage.input_tokens} in, {usage.output_tokens} out, {seconds:.1f} s")


def text_of(response):
    return "".join(block.text for block in response.content if block.type == "text")
