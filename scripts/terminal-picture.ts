// Takes the README's pictures of a terminal: node scripts/terminal-picture.ts <folder> <command…> runs the command in a
// pseudo-terminal and keeps two stills, <folder>/running.svg (while the fault of a trial is under way, or the last
// board) and <folder>/verdict.svg (the last screen).
import {spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';

const [columns, rows] = [100, 28];
const [folder, file, ...args] = process.argv.slice(2);
if (folder === undefined || file === undefined) {
  console.error('Usage: node scripts/terminal-picture.ts <folder> <command…>');
  process.exit(64);
}

const child = spawn(file, args, {
  cols: columns,
  rows,
  env: {...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8'},
});
const terminal = new xterm.Terminal({cols: columns, rows, scrollback: 0, allowProposedApi: true});
let running = '';
child.onData((data) => {
  process.stdout.write(data);
  terminal.write(data, () => {
    const text = textOf();
    if (/proved after/.test(text) && /^ {2}› /m.test(text))
      running = svg(`$ ${[file, ...args].join(' ').replace(/^bash -c /, '')}`);
  });
});
child.onExit(({exitCode}) => {
  terminal.write('', () => {
    if (running !== '') writeFileSync(join(folder, 'running.svg'), running);
    writeFileSync(join(folder, 'verdict.svg'), svg());
    process.exitCode = exitCode;
  });
});

function textOf(): string {
  const {active} = terminal.buffer;
  return Array.from({length: rows}, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '').join(
    '\n',
  );
}

/**
 * The screen as SVG: each run of cells of one style is a text of its own, so that the columns stay where they are in
 * any font.
 */
function svg(prompt?: string): string {
  const {active} = terminal.buffer;
  const [cellWidth, cellHeight, margin] = [8.4, 19, 16];
  const first =
    prompt === undefined ? [] : [`<text x="${margin}" y="${margin + 14}" fill="#7f8c98">${escaped(prompt)}</text>`];
  const texts: string[] = [];
  for (let row = 0; row < rows; row += 1) {
    const line = active.getLine(active.baseY + row);
    let run = {from: 0, text: '', style: ''};
    const end = (): void => {
      const shown = withoutPlaces(run.text.trimEnd());
      if (shown !== '')
        texts.push(
          `<text x="${(margin + run.from * cellWidth).toFixed(1)}" y="${margin + 14 + (row + first.length) * cellHeight}" textLength="${(shown.length * cellWidth).toFixed(1)}" ${run.style}>${escaped(shown)}</text>`,
        );
    };
    for (let column = 0; column < columns; column += 1) {
      const cell = line?.getCell(column);
      const characters = cell?.getChars() ?? '';
      const style = `fill="${colourOf(cell?.isFgPalette() === true ? cell.getFgColor() : -1, Boolean(cell?.isDim()))}"${cell?.isBold() ? ' font-weight="bold"' : ''}`;
      if (style !== run.style) {
        end();
        run = {from: column, text: '', style};
      }
      run.text += characters === '' ? ' ' : characters;
    }
    end();
  }
  const [width, height] = [2 * margin + columns * cellWidth, 2 * margin + (rows + first.length) * cellHeight];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">\n<rect width="100%" height="100%" rx="8" fill="#14191f"/>\n${[...first, ...texts].join('\n')}\n</svg>\n`;
}

/** A picture is published: it names no folder of this machine. */
function withoutPlaces(text: string): string {
  return text.replaceAll(`${process.cwd()}/`, '').replaceAll(homedir(), '~');
}

function colourOf(palette: number, dim: boolean): string {
  if (dim) return '#7f8c98';
  return (
    ({1: '#ff6b68', 2: '#5fd38d', 3: '#f2c55c', 6: '#5cc8e0'} as Readonly<Record<number, string>>)[palette] ?? '#e4e9ee'
  );
}

function escaped(text: string): string {
  // Blanks in a row would be drawn as one, whatever the style says, by some that show pictures.
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u{a0}');
}
