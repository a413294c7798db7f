import {html} from './html.ts';
import {junit} from './junit.ts';
import {markdown} from './markdown.ts';
import type {Renderer} from './renderer.ts';

/** All report formats by name; each gives the files of a trial's folder that it writes. */
export const renderers = {html, markdown, junit} as const satisfies Readonly<Record<string, Renderer>>;
