import type { Files } from "../memoryTree.ts";

// Small programs that each lack what a fix of the audit puts in.

export const py = (source: string, more: Files = {}): Files => ({ "main.py": source, ...more });
export const DOCKER: Files = { Dockerfile: "FROM python:3.13\n" };
export const ANTHROPIC_PY = `import anthropic

client = anthropic.Anthropic(max_retries=0)
messages = []


def chat(session_id, question):
    messages.append({"role": "user", "content": question})
    answer = client.messages.create(
        model="claude",
        max_tokens=500,
        messages=messages,
    )
    messages.append({"role": "assistant", "content": answer.content})
    return answer


chat("a", input())
`;

export const OPENAI_PY = `import openai

client = openai.OpenAI()


def ask(history):
    return client.chat.completions.create(model="m", messages=history).choices[0].message.content


history = []
while True:
    history.append({"role": "user", "content": input()})
    print(ask(history))
`;

export const LITELLM_PY = `import litellm


def ask(question):
    response = litellm.completion(model="gpt", messages=[{"role": "user", "content": question}])
    return response.choices[0].message.content


print(ask(input()))
`;

export const LANGCHAIN_PY = `from langchain_openai import ChatOpenAI

model = ChatOpenAI(model="m")
history = []
while True:
    history.append(input())
    print(model.invoke(history))
`;

export const LANGGRAPH_PY = `from langgraph.checkpoint.memory import MemorySaver
from langgraph.prebuilt import create_react_agent

agent = create_react_agent("openai:m", tools=[], checkpointer=MemorySaver())


def chat(thread_id, question):
    return agent.invoke({"messages": [question]}, {"configurable": {"thread_id": thread_id}})


chat("a", input())
`;

export const AGENTS_PY = `from agents import Agent, Runner, SQLiteSession

agent = Agent(name="Support", instructions="Help.")


def chat(session_id, question):
    return Runner.run_sync(agent, question, session=SQLiteSession(session_id))


chat("a", input())
`;

export const PYDANTIC_PY = `from pydantic_ai import Agent

agent = Agent("openai:m")


def chat(history, question):
    return agent.run_sync(question, message_history=history)


chat([], input())
`;

export const TOOLS_PY = `import anthropic

client = anthropic.Anthropic()
TOOLS = [{"name": "refund", "description": "Refunds.", "input_schema": {"type": "object"}}]


def refund(order):
    print("refunded", order)


HANDLERS = {"refund": refund}


def run(question):
    answer = client.messages.create(
        model="m", max_tokens=9, messages=[{"role": "user", "content": question}], tools=TOOLS
    )
    for block in answer.content:
        if block.type == "tool_use":
            HANDLERS[block.name](**block.input)


run(input())
`;

export const REQUESTS_PY = `import requests


def ask(prompt):
    response = requests.post("https://api.openai.com/v1/chat/completions", json={"model": "m", "prompt": prompt})
    response.raise_for_status()
    return response.json()


ask("hi")
`;

export const LITELLM_OFF_PY = LITELLM_PY.replace("messages=", "num_retries=0, messages=");

export const LITELLM_ROUTER_PY = `from litellm import Router

router = Router(model_list=[{"model_name": "m", "litellm_params": {"model": "m"}}], num_retries=0)
print(router.completion(model="m", messages=[{"role": "user", "content": input()}]))
`;

export const CREW_PY = (llm: string, imports = "LLM, "): Files =>
  py(
    `from crewai import ${imports}Agent, Crew, Task

writer = Agent(role="writer", goal="write", backstory="writes", llm=${llm})
task = Task(description="Summarise {text}", expected_output="text", agent=writer)
crew = Crew(agents=[writer], tasks=[task])
print(crew.kickoff(inputs={"text": input()}))
`,
    { "requirements.txt": "crewai==1.15.17\n" },
  );

export const AUTOGEN_PY = `import asyncio

from autogen_agentchat.agents import AssistantAgent
from autogen_ext.models.openai import OpenAIChatCompletionClient

agent = AssistantAgent(
    "helper",
    model_client=OpenAIChatCompletionClient(model="m", max_retries=0),
)


async def chat():
    while True:
        print(await agent.run(task=input()))


asyncio.run(chat())
`;

export const LLAMA_PY = `from llama_index.core import Settings, SimpleDirectoryReader, VectorStoreIndex
from llama_index.llms.openai import OpenAI

Settings.llm = OpenAI(model="m", max_retries=0)
index = VectorStoreIndex.from_documents(SimpleDirectoryReader("notes").load_data())
print(index.as_query_engine().query(input()))
`;

export const LLAMA_CHAT_PY = LLAMA_PY.replace("Settings.llm = OpenAI", "llm = OpenAI").replace(
  "as_query_engine()",
  "as_query_engine(llm=llm)",
);

export const CREATE_AGENT_PY = `from langchain.agents import create_agent

agent = create_agent(model="openai:m", tools=[])
print(agent.invoke({"messages": [{"role": "user", "content": input()}]}))
`;

export const GOOGLE_PY = `from google import genai

client = genai.Client()
answer = client.models.generate_content(model="m", contents=input())
print(answer.text)
`;

export const CLAUDE_PY = `import asyncio
from claude_agent_sdk import ClaudeAgentOptions, query


async def main():
    options = ClaudeAgentOptions(model="m")
    async for message in query(prompt=input(), options=options):
        print(message)


asyncio.run(main())
`;
