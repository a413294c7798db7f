/**
 * One word of a text, with the name it is given under (`--password WORD`, `TOKEN=WORD`, `"dsn": "WORD"`), where it has
 * one.
 */
export interface NamedWord {
  readonly name: string | undefined;
  readonly word: string;
}

/** The shortest word that is taken for a secret. */
export const shortestSecret = 6;

const separators = /[\s"'`,;{}()[\]<>|&]+/;
const secretPart =
  /^(?:pass|passwd|password|passphrase|pwd|pw|secret|secrets|token|tokens|key|apikey|credential|credentials|cred|creds|auth|authorization|dsn|cookie|cookies|cert|certificate|private|signature|sig|session|bearer|jwt|userinfo)$/;
const secretInside = /passw|passphrase|secret|token|apikey|credential|authoriz|requirepass|masterauth/;

/**
 * Whether a name (of a variable, a key, a flag, a header) says that its value is a secret: `DB_PASSWORD`, `--api-key`,
 * `x-auth-token`, `-a`.
 */
export function saysSecret(name: string): boolean {
  if (/^-[apPkwW]$/.test(name)) return true;
  const parts = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  return parts.some((part) => secretPart.test(part) || secretInside.test(part));
}

/** The words of a text, each with its name; linear. Of `a=b` the word is `b`; of `a: b`, `--a b` and `-a b` too. */
export function wordsOf(text: string): readonly NamedWord[] {
  let name: string | undefined;
  const found: NamedWord[] = [];
  for (const part of text.split(separators)) {
    if (part === '' || part === ':' || part === '=') continue;
    const equals = part.indexOf('=');
    if (equals > 0 && equals < part.length - 1 && !part.slice(0, equals).includes('/')) {
      found.push({name: part.slice(0, equals), word: part.slice(equals + 1)});
      name = undefined;
      continue;
    }
    const isName = part.endsWith(':') || part.endsWith('=') || /^--?[A-Za-z]/.test(part);
    if (!isName) found.push({name, word: part});
    // `"password": "x"` loses its quotes and leaves the colon to the next word.
    name = isName || saysSecret(part) ? part.replace(/[:=]$/, '') : undefined;
    // `-phunter22`: the word of a flag of one letter without a space.
    if (/^-[apPkwW]./.test(part)) found.push({name: part.slice(0, 2), word: part.slice(2)});
  }
  return found;
}

/**
 * Numbers, sizes, times, addresses, paths, URLs without a user, images, host names, names as Kubernetes has them: never
 * a secret by their looks.
 */
export function looksPublic(word: string): boolean {
  if (/^[\d.,:+-]+[A-Za-z%]{0,3}$/.test(word)) return true;
  if (/^(?:true|false|null|none|yes|no|on|off|always|never|default)$/i.test(word)) return true;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z?$/.test(word)) return true;
  if (/^(?:[a-z][a-z0-9+.-]{0,20}:)?\/\//.test(word)) return !word.includes('@');
  if (/^(?:\.{0,2}\/)?[a-z][a-z._-]{0,40}(?:\/[\w.:@+-]{1,40}){0,12}$/.test(word) && !isMixed(word)) return true;
  if (/^\/[\w./-]*$/.test(word)) return longestRandomRun(word) < 20;
  return /^[a-z][a-z.-]*(?:-\d{1,3})?(?::\d{1,5})?$/.test(word);
}

/** Whether a word without a name that says so could be a secret: letters and digits mixed, long or in both cases. */
export function looksRandom(word: string): boolean {
  return (
    !looksPublic(word) &&
    isMixed(word) &&
    (word.length >= 12 || (word.length >= 8 && /[a-z]/.test(word) && /[A-Z]/.test(word)))
  );
}

function isMixed(word: string): boolean {
  return /\d/.test(word) && /[A-Za-z]/.test(word);
}

function longestRandomRun(word: string): number {
  return Math.max(0, ...word.split(/[/._-]/).map((part) => (isMixed(part) ? part.length : 0)));
}
