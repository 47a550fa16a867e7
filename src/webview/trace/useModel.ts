import { useEffect, useState } from "preact/hooks";
import type { TraceModel } from "./traceModel.ts";

/** Draws the component again whenever the model changes; returns the model's version. */
export function useModel(model: TraceModel): number {
  const [version, setVersion] = useState(model.version);
  useEffect(() => {
    setVersion(model.version);
    return model.subscribe(() => setVersion(model.version));
  }, [model]);
  return version;
}
