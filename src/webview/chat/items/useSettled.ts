import { useEffect, useState } from "preact/hooks";

/** A condition that becomes true only after it has held for a while, and false at once. */
export function useSettled(condition: boolean, afterMs: number): boolean {
  const [settled, setSettled] = useState(condition);
  useEffect(() => {
    if (!condition) return setSettled(false);
    const timer = setTimeout(() => setSettled(true), afterMs);
    return () => clearTimeout(timer);
  }, [condition, afterMs]);
  return settled && condition;
}
