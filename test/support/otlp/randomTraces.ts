import type {
  OtlpEvent,
  OtlpKeyValue,
  OtlpResourceSpans,
  OtlpSpan,
  OtlpTraces,
  OtlpValue,
} from "../../../src/core/otlp.ts";
import type { Random } from "../../../src/core/ports.ts";

/** A secret by its shape. */
export const KEY = `sk-ant-${"api03-Zx".repeat(4)}`;

const SECRETS = [
  KEY,
  `${"some words before ".repeat(8)}${KEY}`,
  `${"some words before ".repeat(8)}held secret of ours`,
  `line\n${KEY} "and"`,
  "the held secret of ours",
  `postgres://bot:${"pass".repeat(3)}@db`,
];

const TEXTS = [
  "",
  "chat",
  "execute_tool",
  "claude-sonnet-5-5",
  "what was said",
  "two\nlines",
  'a "quoted" \\ word',
  "Grüße, 你好 🎉",
  "\u007f\u0001",
  "half a pair: \ud800",
  "what was said, at some length: ".repeat(8),
  "what was said\nin lines: ".repeat(8),
  "what was said, über alles: ".repeat(8),
  `{"json": "${"x".repeat(120)}"}`,
  "y".repeat(97),
  "z".repeat(130),
  "long ".repeat(4_000),
];

const KEYS = [
  "gen_ai.operation.name",
  "gen_ai.request.model",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "llm.token_count.prompt_details.cache_read",
  "gen_ai.input.messages",
  "gen_ai.tool.call.arguments",
  "session.id",
  "error.type",
  "service.name",
  "resource.service.name",
  "flightdeck.metering",
  "logfire.span_type",
  "logfire.pending_parent_id",
  "input.value",
  "llm.cost.total",
  "plain",
  "größe",
  'a "key"\n',
  "k".repeat(140),
  "k".repeat(1_100),
];

const TIMES = [
  "1795000000123456789",
  "1000000000000000000",
  "999999999999999999",
  "4102444800000000000",
  "7",
];

export interface RandomTracesOptions {
  /** Puts secrets everywhere where a text may stand. */
  readonly secrets?: boolean;
}

/** Traces with whatever may stand in them, plain and odd, in the proportions in which a test wants them. */
export function randomTraces(random: Random, { secrets = false }: RandomTracesOptions = {}): OtlpTraces {
  const below = (count: number): number => Math.floor(random.next() * count);
  const one = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const sometimes = (share: number): boolean => random.next() < share;
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make);
  const hex = (bytes: number): string => Buffer.from(random.bytes(bytes)).toString("hex");
  const text = (): string => (sometimes(secrets ? 0.5 : 0.05) ? one(SECRETS) : one(TEXTS));

  const valueOf = (depth: number): OtlpValue => {
    const kind = below(depth > 2 ? 6 : 12);
    if (kind < 4) return { stringValue: text() };
    if (kind === 4) return { intValue: one(["0", "1200", "80", "-5", "9007199254740993"]) };
    if (kind === 5) return { doubleValue: one([0.5, 1_200, "NaN", "-Infinity"] as const) };
    if (kind === 6) return { boolValue: sometimes(0.5) };
    if (kind === 7) return { bytesValue: Buffer.from(random.bytes(5)).toString("base64") };
    if (kind === 8) return { arrayValue: { values: some(3, () => valueOf(depth + 1)) } };
    if (kind === 9) return { kvlistValue: { values: some(3, () => pair(depth + 1)) } };
    return { intValue: String(below(2_000)) };
  };
  const pair = (depth = 0): OtlpKeyValue => ({
    key: one(KEYS),
    value: sometimes(0.03) ? {} : valueOf(depth),
  });
  const pairs = (most: number) => ({ attributes: some(most, () => pair()) });
  const id = (bytes: number): string => (sometimes(0.03) ? one(["", "00".repeat(bytes), "0a"]) : hex(bytes));
  const event = (): OtlpEvent => ({
    name: one(["exception", "gen_ai.choice", text()]),
    timeUnixNano: one(TIMES),
    ...pairs(2),
  });
  const trace = hex(16);
  const parent = hex(8);
  const spanOf = (): OtlpSpan => ({
    traceId: sometimes(0.8) ? trace : id(16),
    spanId: id(8),
    ...(sometimes(0.1) && { traceState: text() }),
    ...(sometimes(0.7) && { parentSpanId: sometimes(0.7) ? parent : id(8) }),
    name: sometimes(0.9) ? one(["agent.run", "chat", text()]) : text(),
    ...(sometimes(0.9) && { kind: below(7) }),
    startTimeUnixNano: sometimes(0.9) ? `17950000001${String(below(1e8)).padStart(8, "0")}` : one(TIMES),
    ...(sometimes(0.9) && { endTimeUnixNano: sometimes(0.9) ? "1795000000223456789" : one(TIMES) }),
    ...(sometimes(0.9) && pairs(8)),
    ...(sometimes(0.1) && { droppedAttributesCount: below(3) }),
    ...(sometimes(0.1) && { events: some(2, event) }),
    ...(sometimes(0.1) && { droppedEventsCount: below(3) }),
    ...(sometimes(0.1) && { links: some(2, () => ({ traceId: hex(16), spanId: hex(8), ...pairs(2) })) }),
    ...(sometimes(0.7) && {
      status: { ...(sometimes(0.9) && { code: below(4) }), ...(sometimes(0.1) && { message: text() }) },
    }),
  });
  const groupOf = (): OtlpResourceSpans => ({
    ...(sometimes(0.8) && { resource: pairs(3) }),
    scopeSpans: some(3, () => ({
      ...(sometimes(0.8) && {
        scope: { name: one(["support-bot", "strands", text()]), version: text(), ...pairs(1) },
      }),
      spans: some(5, spanOf),
    })),
  });
  return { resourceSpans: some(3, groupOf) };
}
