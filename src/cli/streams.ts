import {printableLines} from '../text/printable.ts';

/** A colour or weight of ours. */
// eslint-disable-next-line no-control-regex
const ownColour = /(\u001B\[(?:[0-9]{1,3}(?:;[0-9]{1,3}){0,4})?m)/;

/** Takes secrets out of what is shown; set once they are known. */
let withoutSecrets: (text: string) => string = (text) => text;

/** From now on nothing is shown that this takes out: the secrets of the subject. */
export function hideInOutput(without: (text: string) => string): void {
  const before = withoutSecrets;
  withoutSecrets = (text) => without(before(text));
}

/** A text without the secrets that are known by now. */
export function hidden(text: string): string {
  return withoutSecrets(text);
}

/** Says something on stdout: the answer to the command. */
export function say(text: string): void {
  process.stdout.write(screened(text));
}

/** Tells something on stderr: progress, errors, advice. */
export function tell(text: string): void {
  process.stderr.write(screened(text));
}

/**
 * A text as a terminal or a CI system may get it: our colours and line breaks stay, every other control character, and
 * what hides text or turns its direction, stands as an escape, no line is a command to a CI system, and the subject's
 * secrets are gone. The second wall: what is foreign is made printable where it enters a text, because a colour of its
 * own would pass here.
 */
export function screened(text: string): string {
  return withoutSecrets(text)
    .split('\n')
    .map((line) => {
      const parts = line.split(ownColour);
      const plain = parts.map((part, index) => (index % 2 === 1 ? part : printableLines(part))).join('');
      return commandless(plain);
    })
    .join('\n');
}

/** `::error` behind a colour is at the line's beginning for those who strip colours. */
function commandless(line: string): string {
  // eslint-disable-next-line no-control-regex
  return line.replace(/^((?:\u001B\[[0-9;]{0,20}m|[ \t])*):(?=:)/, '$1: ');
}
