/** A folder of source code that is only ever read; the audit sees a project through this. */
export interface SourceTree {
  /**
   * All regular files, sorted by path. What version control ignores, installed packages and links are left
   * out; what cannot be looked into is reported.
   */
  list(
    signal: AbortSignal,
  ): Promise<{ readonly files: readonly SourceEntry[]; readonly unreadable: readonly string[] }>;
  /** @throws an Error where the file is gone or not readable. */
  read(path: string): Promise<Uint8Array>;
}

export interface SourceEntry {
  /** Relative to the tree's root, with `/`. */
  readonly path: string;
  readonly bytes: number;
}
