import type {Json} from '../objects/kube-object.ts';

/** What stands where a value was taken out. */
const redacted = '[redacted]';
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const secretName = /authorization|token|cookie|password|secret|api-?key/i;

/**
 * A copy of a value without what must never reach the disk: env values, data of Secrets, last-applied annotations, managed
 * fields, tokens and Authorization values, and the given literal secrets wherever they occur.
 */
export function redact(value: Json, secrets: readonly string[] = []): Json {
  if (typeof value === 'string') return redactText(value, secrets);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => redact(item, secrets));
  if (value === null || typeof value !== 'object') return value;
  const object = value as {readonly [key: string]: Json};
  const isSecret = object['kind'] === 'Secret';
  const entries = Object.entries(object)
    .filter(([key]) => key !== 'managedFields' && key !== lastApplied)
    .map(([key, item]): [string, Json] => {
      if (isSecret && (key === 'data' || key === 'stringData')) return [key, blankValues(item)];
      if (key === 'env' && Array.isArray(item)) return [key, (item as readonly Json[]).map((entry) => blankValue(redact(entry, secrets)))];
      if (key === 'httpHeaders' && Array.isArray(item)) return [key, (item as readonly Json[]).map(blankHeader)];
      if (/^(proxy-)?authorization$/i.test(key) && typeof item === 'string') return [key, redacted];
      return [key, redact(item, secrets)];
    });
  return Object.fromEntries(entries);
}

function redactText(text: string, secrets: readonly string[]): string {
  const plain = text
    .replaceAll(/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${redacted}`)
    .replaceAll(/(authorization["']?\s*[:=]\s*["']?)(?!Bearer|Basic|\[)[^\s"',;]+/gi, `$1${redacted}`)
    .replaceAll(/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, redacted);
  return secrets.filter((secret) => secret.length >= 4).reduce((rest, secret) => rest.replaceAll(secret, redacted), plain);
}

function blankValues(data: Json): Json {
  if (data === null || typeof data !== 'object') return redacted;
  return Object.fromEntries(Object.keys(data).map((key) => [key, redacted]));
}

function blankValue(entry: Json): Json {
  if (entry === null || typeof entry !== 'object' || !('value' in entry)) return entry;
  return {...entry, value: redacted};
}

function blankHeader(header: Json): Json {
  if (header === null || typeof header !== 'object' || !('name' in header)) return header;
  return typeof header['name'] === 'string' && secretName.test(header['name']) ? blankValue(header) : header;
}
