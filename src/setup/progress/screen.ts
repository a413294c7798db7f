import type {Watcher} from '../provide.ts';

/** Where lines go. */
export interface Screen {
  write(text: string): unknown;
}

/** A watcher that draws. */
export interface Progress extends Watcher {
  /** Waits until the last state has been drawn. */
  end(): Promise<void>;
}
