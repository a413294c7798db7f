import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import {screened} from '../../src/cli/streams.ts';

/** What a stranger may have written into a name, a key or a message. */
const hostile: Readonly<Record<string, string>> = {
  'a clear screen': '\u{1b}[2J\u{1b}[H',
  'the clipboard (OSC 52)': '\u{1b}]52;c;ZXZpbA==\u{7}',
  'a title': '\u{1b}]0;pwned\u{7}',
  'a C1 control': '\u{9b}2J',
  'a command to GitHub': '\n::error file=a::b',
  'a command to Azure': '\n##[error]b',
  'turned text': 'a\u{202e}b',
  'invisible text': 'a\u{200b}\u{feff}b',
  'a carriage return': 'good\rbad',
  'a line separator': 'one\u{2028}::two',
};

for (const [title, text] of Object.entries(hostile)) {
  test(`the sink shows ${title} and does not obey it`, (t) => {
    const shown = screened(`before ${text} after\n`);
    // oxlint-disable-next-line no-control-regex -- what must not come through
    t.notRegex(shown, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u{200b}\u{202e}\u{2028}\u{feff}]/u);
    t.notRegex(shown, /^\s*::|##\[/m);
    t.regex(shown, /^before /);
  });
}

test('colours of ours stay, and a command behind one is none', (t) => {
  t.is(screened('\u{1b}[32m✔ PASS\u{1b}[39m\n'), '\u{1b}[32m✔ PASS\u{1b}[39m\n');
  t.is(screened('\u{1b}[31m::error\u{1b}[39m'), '\u{1b}[31m: :error\u{1b}[39m');
});

const quoted = JSON.stringify(Object.values(hostile).join('')).replaceAll('\u{9b}', '\\u009b');

const places: Readonly<Record<string, (folder: string) => readonly string[]>> = {
  'a key of a profile': (folder) => {
    writeFileSync(join(folder, 'seatrial.yaml'), `name: x\nmanifests: [.]\n${quoted}: 1\n`);
    return ['run', 'oom', '--subject', join(folder, 'seatrial.yaml')];
  },
  'a value of a profile': (folder) => {
    writeFileSync(join(folder, 'seatrial.yaml'), `name: ${quoted}\nmanifests: [.]\n`);
    return ['run', 'oom', '--subject', join(folder, 'seatrial.yaml')];
  },
  'the name of a profile': (folder) => {
    const path = join(folder, `${'\u{1b}[2J\n::error x'.replaceAll('/', '')}.yaml`);
    writeFileSync(path, 'name: [\n');
    return ['run', 'oom', '--subject', path];
  },
  'the name of a folder with scenarios': (folder) => {
    const path = join(folder, '\u{1b}[2J\n::error x');
    mkdirSync(path);
    writeFileSync(join(path, 'mine.mts'), 'export default 1;\n');
    return ['list', '--scenarios', path];
  },
  'an argument': () => ['\u{1b}[2J\n::error x'],
  'the name of a scenario': () => ['run', '\u{1b}[2J\n::error x'],
  'the name of a report folder': () => ['judge', '\u{1b}[2J\n::error x'],
  'the message of a stored history': (folder) => {
    writeFileSync(join(folder, 'history.jsonl'), `${JSON.stringify({kind: '\u{1b}[2J\n::error x'})}\n`);
    return ['judge', folder];
  },
};

for (const [title, made] of Object.entries(places)) {
  test(`${title} reaches neither terminal nor CI raw`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-streams-'));
    const {exitCode, stdout, stderr} = await execa(process.execPath, ['src/cli/main.ts', ...made(folder)], {
      reject: false,
      env: {
        SEATRIAL_STATE: mkdtempSync(join(tmpdir(), 'seatrial-state-')),
        DOCKER_HOST: 'unix:///nonexistent/docker.sock',
        npm_lifecycle_event: '',
      },
    });
    t.is(exitCode, 64, stderr);
    for (const stream of [stdout, stderr]) {
      // oxlint-disable-next-line no-control-regex -- what must not come through
      t.notRegex(stream, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u{200b}\u{202e}\u{2028}\u{feff}]/u);
      t.notRegex(stream, /^\s*::|##\[/m);
      t.notRegex(stream, /\n\s+at /);
    }
  });
}
