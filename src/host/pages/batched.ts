/** Gathers what comes within one frame, so that a page gets one message for it. */
export interface Batch<T> {
  add(...items: readonly T[]): void;
  /** Delivers now what has gathered. */
  flush(): void;
  /** Forgets what has gathered. */
  clear(): void;
  dispose(): void;
}

const FRAME_MS = 16;

export function batched<T>(deliver: (items: readonly T[]) => void): Batch<T> {
  let gathered: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => {
    clearTimeout(timer);
    timer = undefined;
    gathered = [];
  };
  const flush = (): void => {
    const items = gathered;
    clear();
    if (items.length > 0) deliver(items);
  };
  return {
    add(...items) {
      gathered.push(...items);
      timer ??= setTimeout(flush, FRAME_MS);
    },
    flush,
    clear,
    dispose: clear,
  };
}
