import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

/** The chart library's script and style sheet, inlined so that the report opens offline. */
export const uplot = {
  script: read('uplot/dist/uPlot.iife.min.js'),
  style: read('uplot/dist/uPlot.min.css'),
} as const;

function read(specifier: string): string {
  return readFileSync(fileURLToPath(import.meta.resolve(specifier)), 'utf8');
}
