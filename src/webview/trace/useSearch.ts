import { useEffect, useRef } from "preact/hooks";
import type { TraceContract } from "../../protocol/trace.ts";
import { termKey } from "../../views/attributeMatch.ts";
import { attributeTerms } from "../../views/spanQuery.ts";
import type { Host } from "../kit/connection.ts";
import type { TraceModel } from "./traceModel.ts";

/** Who types an attribute does not want an answer to each letter. */
const SETTLES_MS = 250;
/** How often it is asked again while spans come. */
const AGAIN_MS = 2_000;

/** Asks the host which spans have the attributes that the filter names: the page holds no payloads. */
export function useSearch(host: Host<TraceContract>, model: TraceModel): void {
  const wanted = attributeTerms(model.query);
  const key = wanted.map(termKey).join(" ");
  const spans = model.waterfall.columns.length;
  const asked = useRef({ key: "", spans: 0 });
  useEffect(() => {
    if (key === "") {
      model.search = undefined;
      asked.current = { key, spans };
      return;
    }
    const sameQuestion = asked.current.key === key;
    if (sameQuestion && asked.current.spans === spans) return;
    let stale = false;
    const ask = async (): Promise<void> => {
      asked.current = { key, spans };
      const { rows } = await host.request("search", { trace: model.trace, attributes: wanted });
      if (stale) return;
      const found = new Map(wanted.map((term, at) => [termKey(term), rows[at] ?? new Uint32Array()]));
      model.change(({ waterfall }) => {
        model.search = "done";
        waterfall.setFound(found);
      });
    };
    if (!sameQuestion) model.change(() => (model.search = "running"));
    const timer = setTimeout(
      () => ask().catch(() => stale || model.change(() => (model.search = "failed"))),
      sameQuestion ? AGAIN_MS : SETTLES_MS,
    );
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [host, model, key, spans]);
}
