import type {WriteStream} from 'node:tty';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether lines can be drawn over: a terminal that understands how to move its cursor. */
export function isLive({isTTY}: Pick<WriteStream, 'isTTY'>, env: Env): boolean {
  return isTTY && env['TERM'] !== 'dumb';
}

/** Whether the locale's character set has more than ASCII: the first of these that says anything, as in C. */
export function showsUnicode(env: Env, platform: NodeJS.Platform = process.platform): boolean {
  const said = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return said === undefined ? platform !== 'linux' : /utf-?8/i.test(said);
}
