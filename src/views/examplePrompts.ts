/** Something to begin with. */
export interface ExamplePrompt {
  readonly label: string;
  readonly text: string;
  /** Makes sense only where nothing real is asked. */
  readonly onlySimulated?: true;
}

export const EXAMPLE_PROMPTS: readonly ExamplePrompt[] = [
  { label: "Summarise this project", text: "Summarise this project." },
  { label: "Find where errors are handled", text: "Find where errors are handled, and say what is missing." },
  { label: "Run the tests", text: "Run the tests and tell me what fails." },
  {
    label: "Show how a rate limit is handled",
    text: "/simulate rate_limit summarise this project",
    onlySimulated: true,
  },
];
