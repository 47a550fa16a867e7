import type { Toolbox } from "../toolbox.ts";

export const EDIT_EXAMPLES = [
  'Replace "a" with "b" in notes.md; change the refund limit to 300 in src/policy.py',
  'Rename function load_orders to read_orders; remove the line "x" from notes.md',
  'Add a line "…" to notes.md; create notes.md with "…"',
  "Add a retry to the client in src/api.py; add a timeout, a docstring or a comment",
];

const EXAMPLES = [
  "Ask: What is the refund limit? Where is load_orders defined? How does escalation work?",
  "Look: Summarise this project; list the files; explain src/api.py",
  ...EDIT_EXAMPLES.map((example) => `Edit: ${example}`),
  "Run: Run the tests; run `npm test`; or behind something else: … and run the tests",
  "Break: `/simulate` lists the failures that I can produce, such as `/simulate rate_limit`",
];

/** What the model is and what can be asked of it. */
export function helpText(tools: Toolbox): string {
  const offered =
    tools.names.length > 0
      ? "I work on the open project with the tools of this agent."
      : "This agent offers me no tools, so I cannot look at the project.";
  return [
    `I am a simulated model: no key, no cost, no network. I follow fixed rules instead of understanding, but what I do is real. ${offered} You can:`,
    EXAMPLES.map((example) => `- ${example}`).join("\n"),
  ].join("\n\n");
}

export const greeting =
  "Hello! I am a simulated model: no key, no cost. Ask me about the open project, or say “help” for what I can do.";
export const thanks = "You are welcome. Ask for the next thing whenever you like.";
export const acknowledgement = "All right, I leave it as it is. Tell me what you want instead.";
