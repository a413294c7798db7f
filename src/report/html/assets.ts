import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

/** The chart library's script and style sheet, inlined so that the report opens offline. */
export const uplot = {
  script: read(import.meta.resolve('uplot/dist/uPlot.iife.min.js')),
  style: read(import.meta.resolve('uplot/dist/uPlot.min.css')),
} as const;

function read(url: string): string {
  return readFileSync(fileURLToPath(url), 'utf8');
}
