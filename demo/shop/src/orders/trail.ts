/** The last visits, kept in memory for the support desk. */
export interface Trail {
  readonly note: (page: string) => void;
  readonly length: () => number;
}

/** Keeps the newest `longest` pages, cut to 40 KiB each. */
export function trail(longest: number): Trail {
  const pages: Buffer[] = [];
  return {
    note: (page) => {
      const kept = Buffer.alloc(40 * 1024);
      kept.write(page);
      pages.push(kept);
      if (pages.length > longest) pages.shift();
    },
    length: () => pages.length,
  };
}
