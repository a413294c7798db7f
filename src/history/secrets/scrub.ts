import {looksRandom, saysSecret} from './secret-words.ts';

/** What stands where a value was taken out. */
export const redacted = '[redacted]';
/** The longest foreign text that is recorded, in characters; the rest is cut before anything looks at it. */
export const longestText = 16_384;

/** A text of a stranger at most as long as is recorded, with a note of what is missing. */
export function cut(text: string): string {
  return text.length <= longestText
    ? text
    : `${text.slice(0, longestText)}… [${text.length - longestText} characters cut]`;
}

/**
 * A text without what looks like a secret by its form: tokens, Authorization values, the password of a URL, values of
 * parameters and of names that say so. Every expression here is linear: bounded repeats, or runs that no second run can
 * overlap.
 */
export function scrubbed(text: string): string {
  if (!/[:=@]|eyJ|bearer|basic/i.test(text)) return text;
  return text
    .replaceAll(/\b(Bearer|Basic)\s{1,8}[\w.~+/=-]{6,}/gi, `$1 ${redacted}`)
    .replaceAll(/(authorization["']?\s{0,8}[:=]\s{0,8}["']?)(?!Bearer|Basic|\[)[^\s"',;]+/gi, `$1${redacted}`)
    .replaceAll(/[\w.-]+/g, withoutToken)
    .replaceAll(/[^\s"'`<>]+/g, withoutUser)
    .replaceAll(/([?&;])([\w.-]{1,64})=([^&#\s"'`<>;]+)/g, (whole, before: string, name: string) =>
      saysSecret(name) || /^(code|sig|state)$/i.test(name) ? `${before}${name}=${redacted}` : whole,
    )
    .replaceAll(
      /(?<![\w.-])(-{0,2}[A-Za-z][\w.-]{0,63})(["']?\s{0,4}[:=]\s{0,4}["']?)([^\s"',;&)\]}]+)/g,
      withoutNamed,
    );
}

/** A JSON Web Token inside a run of its characters. */
function withoutToken(run: string): string {
  const from = run.indexOf('eyJ');
  if (from < 0 || run.indexOf('.', from + 8) < 0) return run;
  return `${run.slice(0, from)}${redacted}`;
}

/** `scheme://user:password@host`, `scheme://token@host` and `user:password@tcp(host)` without the password. */
function withoutUser(run: string): string {
  const scheme = run.indexOf('://');
  const at = run.lastIndexOf('@');
  if (at <= 0) return run;
  if (scheme >= 0 && at > scheme) {
    const userFrom = scheme + 3;
    const colon = run.indexOf(':', userFrom);
    if (colon >= 0 && colon < at) return `${run.slice(0, colon)}:${redacted}${run.slice(at)}`;
    return looksRandom(run.slice(userFrom, at)) ? `${run.slice(0, userFrom)}${redacted}${run.slice(at)}` : run;
  }
  const colon = run.indexOf(':');
  const isDriver = /^@[a-z]{2,8}\(/.test(run.slice(at, at + 10));
  return scheme < 0 && isDriver && colon > 0 && colon < at ? `${run.slice(0, colon)}:${redacted}${run.slice(at)}` : run;
}

/**
 * Names that a text of the cluster, or a verdict's, uses for other things than secrets: `it looked like a pass: The
 * load`, `{key: value}` of a taint, `secret: not found`.
 */
const tooCommon = /^(?:pass|key|keys|secret|secrets|auth|token|cert|certificate|session|private|pw|-[a-zA-Z])$/i;

/** Fields of Kubernetes that sound like secrets and hold names: a fix that leaves them out cannot be used. */
const namesOnly: ReadonlySet<string> = new Set(['topologyKey', 'secretName', 'tokenExpirationSeconds']);

function withoutNamed(whole: string, name: string, between: string, value: string): string {
  const isWord = between.includes(' ') && tooCommon.test(name);
  if (
    isWord ||
    namesOnly.has(name) ||
    !saysSecret(name) ||
    value.startsWith('[redacted') ||
    /^(Bearer|Basic)$/i.test(value)
  )
    return whole;
  return `${name}${between}${redacted}`;
}
