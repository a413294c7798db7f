import type {CollectionTag, ScalarTag, Tags} from 'yaml';

/**
 * What plain values mean to kubectl, Helm and kustomize, which read YAML 1.1 with numbers as in Go: `0400` is octal,
 * `yes` is true, `1:30` and dates are strings. Measured with kubectl 1.34.4 on each form. For `customTags` over the
 * schema `yaml-1.1`.
 */
export function kubectlTags(tags: Tags): Tags {
  const isTheirs = (tag: Tags[number]): boolean => typeof tag !== 'string' && !replaced.has(tag.tag);
  return [...tags.filter(isTheirs), integer, float, binary];
}

/** Of the schema's tags: numbers are not read by its rules, and JSON has no dates and sets. */
const replaced: ReadonlySet<string> = new Set(
  ['int', 'float', 'binary', 'timestamp', 'omap', 'pairs', 'set'].map((name) => `tag:yaml.org,2002:${name}`),
);

const integer: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|0[0-7_]*|[1-9][\d_]*)$/,
  resolve: (text) => numberOf(text, (digits) => (/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits)),
};

const float: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^(?:[-+]?(?:\.\d[\d_]*|\d[\d_]*(?:\.[\d_]*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  resolve: (text) => (/[iInN]/.test(text) ? Number.NaN : numberOf(text, (digits) => digits)),
};

/** A number without its sign and its underscores, in words of JavaScript. */
function numberOf(text: string, worded: (digits: string) => string): number {
  const value = Number(worded(text.replace(/^[-+]/, '').replaceAll('_', '')));
  return text.startsWith('-') ? 0 - value : value;
}

/** Bytes become a string, as in JSON. */
const binary: ScalarTag | CollectionTag = {
  tag: 'tag:yaml.org,2002:binary',
  resolve: (text: string) => Buffer.from(text, 'base64').toString('utf8'),
};
