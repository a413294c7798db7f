import {stringify} from 'yaml';

/**
 * YAML that means the same to readers of 1.1, as kubectl is one: a text that looks like a number or a flag is quoted.
 * Without its last line break.
 */
export function yamlText(value: unknown): string {
  return stringify(value, {version: '1.1', lineWidth: 0, aliasDuplicateObjects: false}).replace(/\n$/, '');
}

/** Lines as comments of YAML; what would end a line in one becomes a space. */
export function yamlComment(lines: readonly string[]): string {
  return lines.map((line) => `# ${line.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')}`.trimEnd()).join('\n');
}
