import {validateHeaderName, validateHeaderValue} from 'node:http';
import {asksForBody} from './expectation.ts';
import {messageOf, UsageError} from '../../system/errors.ts';
import type {ConnectionKind} from '../../history/tables.ts';
import type {LoadTarget, RequestSpec} from '../engine.ts';

/** A request as bytes for either kind of connection, made once and sent many times. */
export interface PreparedRequest {
  /** The name as a CSV field. */
  readonly field: string;
  readonly bytes: Readonly<Record<ConnectionKind, Buffer>>;
  readonly headOnly: boolean;
  readonly keepBody: boolean;
  readonly expect: RequestSpec['expect'];
}

/** The bytes of a request. UsageError when method, path or a header cannot be written in HTTP/1.1. */
export function prepare(spec: RequestSpec, target: LoadTarget): PreparedRequest {
  const method = spec.method.toUpperCase();
  if (!/^[A-Z]+$/.test(method)) throw unwritable(spec, `the method \`${spec.method}\` is not a word`);
  if (!/^\/[\x21-\x7e]*$/.test(spec.path)) {
    throw unwritable(spec, `the path \`${spec.path}\` must begin with / and percent-encode spaces and other letters`);
  }
  return {
    field: csvField(spec.name),
    bytes: {new: bytesOf(spec, target, ['connection: close']), reused: bytesOf(spec, target, [])},
    headOnly: method === 'HEAD',
    keepBody: asksForBody(spec.expect),
    expect: spec.expect,
  };
}

/** A text as one field of a CSV row (RFC 4180). */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function bytesOf(spec: RequestSpec, target: LoadTarget, own: readonly string[]): Buffer {
  const names = new Set(Object.keys(spec.headers).map((name) => name.toLowerCase()));
  const body = Buffer.from(spec.body ?? '');
  const lines = [`${spec.method.toUpperCase()} ${spec.path} HTTP/1.1`];
  if (!names.has('host'))
    lines.push(`host: ${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`);
  for (const [name, value] of Object.entries(spec.headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (error) {
      throw unwritable(spec, `the header \`${name}\` is refused: ${messageOf(error)}`);
    }
    if (!['connection', 'content-length'].includes(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  if (spec.body !== undefined || /^(post|put|patch)$/i.test(spec.method)) lines.push(`content-length: ${body.length}`);
  return Buffer.concat([Buffer.from(`${[...lines, ...own].join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

function unwritable(spec: RequestSpec, why: string): UsageError {
  return new UsageError('bad-request', `The request \`${spec.name}\` cannot be sent: ${why}`, {
    hint: 'Correct it under `entry` in the profile.',
  });
}
