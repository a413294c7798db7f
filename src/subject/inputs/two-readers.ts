/** A place in a text that kubectl's reader of YAML and ours do not read alike. */
export interface ReadOtherwise {
  readonly line: number;
  readonly column: number;
  readonly expected: string;
  readonly got: string;
}

/**
 * The first place where kubectl's reader (YAML 1.1) may see something else than ours (1.2): characters that end a line,
 * and a comment, only there, and bytes in another encoding, which it decodes. What it reads there would never be looked
 * at.
 */
export function readOtherwise(text: string): ReadOtherwise | undefined {
  // A mark at the very beginning says UTF-8 to both.
  // eslint-disable-next-line no-control-regex
  const found = /\r(?!\n)|[\u0085\u2028\u2029\uFFFD\0]|(?<!^)\uFEFF/.exec(text);
  if (found === null) return undefined;
  const before = text.slice(0, found.index).split('\n');
  const place = {line: before.length, column: (before.at(-1)?.length ?? 0) + 1};
  const [character] = found;
  if (['\uFFFD', '\0', '\uFEFF'].includes(character)) return {...place, expected: 'text in UTF-8', got: 'other bytes'};
  return {
    ...place,
    expected: 'plain line breaks',
    got: `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  };
}
