import {setTimeout as sleep} from 'node:timers/promises';
import {limiter, type Limiter} from '../service/limiter.ts';
import {bitmapPool} from './bitmap-pool.ts';

export interface Thumbnails {
  readonly places: Limiter;
  /** One row of the thumbnail of an image, as raw RGBA. Throws Saturated when too many are being worked on. */
  readonly render: (image: number) => Promise<Buffer>;
}

export interface ThumbnailOptions {
  /** Size of one decoded bitmap, in bytes. */
  readonly bitmapBytes: number;
  /** How long the image store takes to deliver the source, during which the bitmap is held, in ms. */
  readonly fetchMs: number;
  /** Bitmaps held at a time: this, not luck, is what keeps the container inside its limit. */
  readonly atOnce: number;
}

/**
 * Renders thumbnails: each holds a whole decoded bitmap while it is worked on, so that memory follows rate × time ×
 * size.
 */
export function thumbnails({bitmapBytes, fetchMs, atOnce}: ThumbnailOptions): Thumbnails {
  const places = limiter({name: 'thumbnails', places: atOnce, queue: 2 * atOnce, waitMs: 1_000});
  const pool = bitmapPool({bytes: bitmapBytes, idleMs: 500});
  setInterval(pool.trim, 100).unref();
  return {
    places,
    render: (image) =>
      places.run(async () => {
        const bitmap = pool.take();
        decode(image, bitmap);
        await sleep(fetchMs);
        const row = shrink(bitmap);
        pool.give(bitmap);
        return row;
      }),
  };
}

function decode(image: number, bitmap: Uint8Array): void {
  for (let at = 0; at < bitmap.length; at += 1024) bitmap[at] = (image + at) & 255;
}

function shrink(bitmap: Uint8Array): Buffer {
  const row = Buffer.alloc(256);
  const step = Math.floor(bitmap.length / row.length);
  for (let at = 0; at < row.length; at += 1) row[at] = bitmap[at * step] ?? 0;
  return row;
}
