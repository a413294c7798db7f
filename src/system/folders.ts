import {homedir} from 'node:os';
import {join} from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Where journals and kubeconfigs live: $SEATRIAL_STATE, else $XDG_STATE_HOME/seatrial, else ~/.local/state/seatrial. */
export function stateFolder(env: Env = process.env): string {
  return env['SEATRIAL_STATE'] ?? join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'seatrial');
}

/** Where built tools and images are kept: $SEATRIAL_CACHE, else $XDG_CACHE_HOME/seatrial, else ~/.cache/seatrial. */
export function cacheFolder(env: Env = process.env): string {
  return env['SEATRIAL_CACHE'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'seatrial');
}
