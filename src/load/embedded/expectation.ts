import type {RequestSpec} from '../engine.ts';
import {headerOf} from './response-parser.ts';
import {valueAt} from './json-path.ts';

/** A whole answer: its status, the head as it was received, and as much of the body as the expectation asked for. */
export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Whether an expectation looks into the body, so that it must be kept. */
export function asksForBody(expect: RequestSpec['expect']): boolean {
  return expect.bodyIncludes !== undefined || expect.jsonPath !== undefined;
}

/**
 * Whether an answer is the subject's own and good: `status` for a wrong status, `unexpected` for a right one from a
 * stranger.
 */
export function judgeAnswer(expect: RequestSpec['expect'], answer: Answer): 'ok' | 'status' | 'unexpected' {
  const {header, bodyIncludes, jsonPath} = expect;
  if (!expect.status.includes(answer.status)) return 'status';
  if (header !== undefined && headerOf(answer.head, header.name) !== header.value) return 'unexpected';
  if (bodyIncludes !== undefined && !answer.body.includes(bodyIncludes)) return 'unexpected';
  if (jsonPath !== undefined && valueAt(answer.body, jsonPath.path) !== jsonPath.value) return 'unexpected';
  return 'ok';
}
