import {createHash} from 'node:crypto';
import {uplot} from './assets.ts';
import type {ChartData} from './charts.ts';
import {client} from './client.ts';
import {Markup, markup, scriptJson} from './markup.ts';
import {style} from './style.ts';

/**
 * The document around the sections: one file, no request to anywhere, and only the two scripts named by their hashes
 * may run.
 */
export function page(title: string, body: Markup, charts: ChartData | undefined): string {
  const scripts = [uplot.script, client];
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src ${scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`).join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(uplot.style)}</style>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
${charts === undefined ? undefined : markup`<script type="application/json" id="chart-data">${scriptJson(charts)}</script>`}
${scripts.map((text) => markup`<script>${new Markup(text)}</script>\n`)}</body>
</html>
`.text;
}
