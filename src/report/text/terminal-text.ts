import {printable} from '../../text/printable.ts';

/**
 * Text as lines of at most `width` columns, each indented; a word longer than a line stays whole, so that it can be
 * copied.
 */
export function wrapped(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text.replaceAll(/\s+/g, ' '))
    .split(/ +/)
    .filter((part) => part !== '')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, indent + line];
}
