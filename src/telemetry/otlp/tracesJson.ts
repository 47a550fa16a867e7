import type { BinaryReader } from "@bufbuild/protobuf/wire";
import type { JsonBytes } from "../../core/jsonBytes.ts";
import type { OtlpResourceSpans, OtlpSpan, SpanGroup } from "../../core/otlp.ts";
import { keep, type Keeping } from "../privacy.ts";
import { OtlpError } from "./limits.ts";
import { malformed, readGroups } from "./protobuf.ts";
import type { SpanIntake } from "./reading.ts";
import { SpanJson } from "./spanJson.ts";
import { WireReader } from "./wire.ts";

/** Where a span begins in the request. */
type SpanPosition = number;

/** A request in protobuf of which only the groups were read. */
export interface UnreadTraces {
  readonly reader: WireReader;
  readonly groups: readonly SpanGroup<SpanPosition>[];
}

/** @throws OtlpError where the bytes are no request. */
export function unreadTraces(bytes: Uint8Array): UnreadTraces {
  const reader = new WireReader(bytes);
  return { reader, groups: readGroups(reader, skipped) };
}

function skipped(reader: BinaryReader): SpanPosition {
  const at = reader.pos;
  const length = reader.uint32();
  reader.pos += length;
  if (reader.pos > reader.len) throw new OtlpError("A span is longer than the body.");
  return at;
}

/** Writes spans of requests as `keep` would have them, with hardly any objects made on the way. */
export class TracesJson {
  readonly #keeping: Keeping;
  readonly #spans: SpanJson;

  /** @param lookedAt names of the attributes that returned spans need to have. */
  constructor(keeping: Keeping, lookedAt: ReadonlySet<string>) {
    this.#keeping = keeping;
    this.#spans = new SpanJson(keeping, lookedAt);
  }

  /**
   * Writes groups of a request, each after a comma but the first.
   * @param intake counts the spans; one that it refuses is left out.
   * @returns the groups, with spans that have no more attributes than are looked at.
   * @throws OtlpError where the bytes of a span are none.
   */
  write(
    reader: WireReader,
    groups: readonly SpanGroup<SpanPosition>[],
    json: JsonBytes,
    intake: SpanIntake,
  ): readonly OtlpResourceSpans[] {
    return malformed(() =>
      groups.map((group, at) => {
        if (at > 0) json.byte(COMMA);
        return this.#group(reader, group, json, intake);
      }),
    );
  }

  #group(
    reader: WireReader,
    group: SpanGroup<SpanPosition>,
    json: JsonBytes,
    intake: SpanIntake,
  ): OtlpResourceSpans {
    const { content, redact } = this.#keeping;
    const frame = {
      ...group,
      scopeSpans: group.scopeSpans.map(({ scope }) => ({ ...(scope && { scope }), spans: [] })),
    };
    const [{ resource, scopeSpans } = frame] = keep([frame], content, redact);
    json.text(
      resource === undefined ? '{"scopeSpans":[' : `{"resource":${JSON.stringify(resource)},"scopeSpans":[`,
    );
    const scoped = scopeSpans.map(({ scope }, at) => {
      if (at > 0) json.byte(COMMA);
      json.text(scope === undefined ? '{"spans":[' : `{"scope":${JSON.stringify(scope)},"spans":[`);
      const spans = this.#all(reader, group.scopeSpans[at]!.spans, json, intake);
      json.text("]}");
      return { ...(scope && { scope }), spans };
    });
    json.text("]}");
    return { ...(resource && { resource }), scopeSpans: scoped };
  }

  #all(
    reader: WireReader,
    positions: readonly SpanPosition[],
    json: JsonBytes,
    intake: SpanIntake,
  ): readonly OtlpSpan[] {
    const spans: OtlpSpan[] = [];
    for (const position of positions) {
      const before = json.length;
      if (spans.length > 0) json.byte(COMMA);
      reader.pos = position;
      const span = this.#spans.write(reader, json, intake);
      if (span === undefined) json.length = before;
      else spans.push(span);
    }
    return spans;
  }
}

const COMMA = 0x2c;
