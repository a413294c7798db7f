import {pins} from '../sources/pins.ts';
import {goProgramPart} from './go-program.ts';

/** Helm, which renders charts: needed only for a subject that is one. */
export const helmPart = goProgramPart({
  name: 'helm',
  title: `Helm ${pins.helm.version}`,
  version: pins.helm.version,
  source: `${pins.helm.module}/cmd/helm`,
  folder: 'helm',
  versionArgs: ['version', '--template', '{{.Version}}'],
  // Values are set as JSON, which Helm can from 3.10 on.
  suits: /^v(3\.[1-9]\d|4)\./,
  about: '100 MB',
  expectedMs: 4 * 60_000,
});
