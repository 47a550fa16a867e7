import sys
import types
import unittest
from unittest import mock

# The SDK need not be installed to test what is around it.
sys.modules.setdefault("anthropic", types.SimpleNamespace(Anthropic=mock.MagicMock()))

from src import agent, api, tools  # noqa: E402


def response(*blocks):
    usage = types.SimpleNamespace(input_tokens=12, output_tokens=3)
    return types.SimpleNamespace(content=list(blocks), usage=usage)


def text(words):
    return types.SimpleNamespace(type="text", text=words)


def call(name, **arguments):
    return types.SimpleNamespace(type="tool_use", id="toolu_1", name=name, input=arguments)


class Api(unittest.TestCase):
    def test_the_answer_comes_back_as_it_is(self):
        with mock.patch.object(api, "client") as client:
            client.messages.create.return_value = response(text("On its way."))
            self.assertEqual(api.text_of(api.ask([])), "On its way.")

    def test_tools_run_until_there_is_a_reply(self):
        replies = [response(call("get_order", order_id="TT-1041")), response(text("It is late, sorry."))]
        with mock.patch.object(api, "client") as client:
            client.messages.create.side_effect = replies
            self.assertEqual(agent.answer(agent.load_ticket("T-2201")), "It is late, sorry.")

    def test_an_unknown_order_is_said_to_be_unknown(self):
        self.assertEqual(tools.run_tool("get_order", {"order_id": "TT-9999"}), "no such order")


if __name__ == "__main__":
    unittest.main()
