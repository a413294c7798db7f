import {enableCompileCache} from 'node:module';
import {join} from 'node:path';
import {UsageError} from '../system/errors.ts';
import {cacheFolder, makeOwnFolder} from '../system/folders.ts';

/**
 * What a command loads is compiled once: it halves the time to a first word. Throws UsageError for a cache folder that
 * others may write code into.
 */
export function compileOnce(): void {
  const cache = cacheFolder();
  try {
    makeOwnFolder(cache);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Nowhere to keep it, such as a home that is read-only: the words come a little later.
    return;
  }
  enableCompileCache(join(cache, 'compiled'));
}
