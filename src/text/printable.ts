/** The longest foreign text that a line shows, in characters. */
const mostCharacters = 2000;

/**
 * Control characters, and those that change the direction of text, hide it or break lines (Unicode Cc, Cf, Zl, Zp, and
 * lone surrogates).
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * A text of a stranger (a manifest, a pod, a node, a folder) as one harmless line: what is not printable stands as an
 * escape such as `\u{1b}`, line breaks too, and it is cut after `most` characters. Linear in what it keeps.
 */
export function printable(text: string, most = mostCharacters): string {
  const kept = text.length <= most ? text : `${text.slice(0, most)}… (${text.length - most} characters more)`;
  return kept.replaceAll(unprintable, escaped);
}

/**
 * A text of ours, of several lines, that may hold a stranger's: all but its line breaks is made printable, and no line
 * is a command to a CI system (`::error`, `##[error]`).
 */
export function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => withoutCommand(line.replaceAll(unprintable, escaped)))
    .join('\n');
}

function withoutCommand(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1: ').replaceAll('##[', '# #[');
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
