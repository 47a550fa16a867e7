import { ATTR } from "../../../src/core/attributes.ts";
import type { Span } from "../../../src/core/telemetry.ts";
import { at, span } from "./manySpans.ts";

/** What should not happen but does: lost parents, rings, clocks that disagree, no end, absurd names. */
export function oddTrace(): readonly Span[] {
  const chat = { [ATTR.operation]: "chat", [ATTR.responseModel]: "local-model" };
  const { end: _end, ...open } = span(20, { parent: 1, name: "worker that vanished", start: at(2600) });
  const { end: _none, ...cut } = span(21, {
    parent: 20,
    name: "chat local-model",
    start: at(2700),
    attributes: chat,
  });
  return [
    span(1, {
      name: "agent.run",
      start: at(0),
      end: at(4000),
      attributes: { [ATTR.operation]: "invoke_agent" },
    }),
    span(2, {
      parent: 1,
      name: "chat local-model",
      start: at(100),
      end: at(900),
      attributes: {
        ...chat,
        [ATTR.metering]: "not_metered",
        [ATTR.inputTokens]: 800,
        [ATTR.outputTokens]: 90,
      },
    }),
    span(3, {
      parent: 1,
      name: "chat new-model-nobody-priced",
      start: at(950),
      end: at(1800),
      attributes: {
        ...chat,
        [ATTR.responseModel]: "new-model-nobody-priced",
        [ATTR.metering]: "unpriced",
        [ATTR.costNanoUsd]: 0,
        [ATTR.inputTokens]: 12_345_678,
        [ATTR.outputTokens]: 1,
      },
    }),
    span(4, { parent: 1, name: "starts before its parent (clock skew)", start: at(-250), end: at(120) }),
    span(5, { parent: 1, name: "ends after its parent", start: at(3800), end: at(4600) }),
    span(6, { parent: 1, name: "takes no time", start: at(2000), end: at(2000) }),
    span(7, { parent: 1, name: "ends before it starts", start: at(2400), end: at(2300) }),
    span(8, { parent: 1, name: "x".repeat(400), start: at(2500), end: at(2550) }),
    span(9, { parent: 1, name: "", start: at(2560), end: at(2570) }),
    span(10, {
      parent: 1,
      name: "עברית · 日本語 · \u202etxt.exe · <b>html</b>",
      start: at(2580),
      end: at(2590),
    }),
    span(11, { parent: 999, name: "child of a span that never came", start: at(500), end: at(1500) }),
    span(12, {
      parent: 11,
      name: "its own child",
      start: at(600),
      end: at(900),
      status: { code: "error", message: "" },
    }),
    span(13, { parent: 14, name: "ring: first", start: at(3000), end: at(3100) }),
    span(14, { parent: 15, name: "ring: second", start: at(3010), end: at(3090) }),
    span(15, { parent: 13, name: "ring: third", start: at(3020), end: at(3080) }),
    span(16, { parent: 16, name: "its own parent", start: at(3200), end: at(3300) }),
    { ...open, state: "interrupted" },
    { ...cut, state: "interrupted" },
  ];
}
