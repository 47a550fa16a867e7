import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** A request that a person makes, with what became of it. */
export interface Action<Args extends readonly unknown[]> {
  /** Never rejects. Resolves to whether it worked. */
  readonly run: (...args: Args) => Promise<boolean>;
  readonly pending: boolean;
  /** Why the last run failed; undefined once it works or is dismissed. */
  readonly error: Error | undefined;
  readonly dismiss: () => void;
}

/** Follows a request, so that its error can be shown where the person made it. */
export function useAction<Args extends readonly unknown[]>(
  act: (...args: Args) => Promise<unknown>,
): Action<Args> {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);
  const newest = useRef(act);
  newest.current = act;
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => void (alive.current = false);
  }, []);
  const run = useCallback(async (...args: Args): Promise<boolean> => {
    setPending(true);
    const failure = await newest.current(...args).then(() => undefined, toError);
    if (!alive.current) return failure === undefined;
    setPending(false);
    setError(failure);
    return failure === undefined;
  }, []);
  return { run, pending, error, dismiss: useCallback(() => setError(undefined), []) };
}

const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
