import { useEffect, useState } from "preact/hooks";

/** Whether the page is at least so many pixels wide. */
export function useIsWide(from: number): boolean {
  const [wide, setWide] = useState(() => innerWidth >= from);
  useEffect(() => {
    const query = matchMedia(`(min-width: ${from}px)`);
    const look = (): void => setWide(query.matches);
    look();
    query.addEventListener("change", look);
    return () => query.removeEventListener("change", look);
  }, []);
  return wide;
}
