/** Bitmaps that are used again while there is work, and given back to the system when there is less of it. */
export interface BitmapPool {
  readonly take: () => Uint8Array;
  readonly give: (bitmap: Uint8Array) => void;
  /** Frees those that nobody has needed for `idleMs`; to be called now and then. */
  readonly trim: () => void;
  /** Bitmaps that are kept without being used. */
  readonly idle: () => number;
}

/**
 * A pool without a size of its own: whoever takes is bounded elsewhere. The newest returned is taken first, so that the
 * rest can grow old and be freed. A bitmap is far larger than malloc's mmap threshold (pinned by
 * MALLOC_MMAP_THRESHOLD_), so that freeing it gives its memory back at once.
 */
export function bitmapPool({
  bytes,
  idleMs,
  now = () => performance.now(),
}: {
  bytes: number;
  idleMs: number;
  now?: () => number;
}): BitmapPool {
  const idle: {readonly bitmap: Uint8Array<ArrayBuffer>; readonly since: number}[] = [];
  return {
    take: () => idle.pop()?.bitmap ?? new Uint8Array(bytes),
    give: (bitmap) => void idle.push({bitmap: bitmap as Uint8Array<ArrayBuffer>, since: now()}),
    trim: () => {
      const old = idle.findLastIndex(({since}) => now() - since > idleMs);
      // Transferring to length 0 frees the memory now, not when the garbage collector gets to it.
      for (const {bitmap} of idle.splice(0, old + 1)) bitmap.buffer.transfer(0);
    },
    idle: () => idle.length,
  };
}
