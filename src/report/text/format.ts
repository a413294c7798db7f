import type {Verdict} from '../../judge/finding.ts';
import type {ObjectRef} from '../../kubernetes/kube-object.ts';
import {duration} from '../../text/duration.ts';

/** How a verdict is spoken and drawn; the icon and the word carry it where colour does not. */
export const verdictLook = {
  pass: {word: 'PASS', icon: '✔'},
  fail: {word: 'FAIL', icon: '✘'},
  inconclusive: {word: 'INCONCLUSIVE', icon: '?'},
} as const satisfies Record<Verdict, {readonly word: string; readonly icon: string}>;

const number = new Intl.NumberFormat('en-US', {maximumFractionDigits: 1});

/** A number with thousands separators and at most one decimal; `–` for what is not a number. */
export function count(value: number): string {
  return Number.isFinite(value) ? number.format(value) : '–';
}

/** A moment of the trial as minutes and seconds since another one, `0:00.0`; both in ms. */
export function moment(ms: number, sinceMs: number): string {
  if (!Number.isFinite(ms)) return '–';
  const tenths = Math.round((ms - sinceMs) / 100);
  const seconds = (Math.abs(tenths) % 600) / 10;
  return `${tenths < 0 ? '-' : ''}${Math.trunc(Math.abs(tenths) / 600)}:${seconds.toFixed(1).padStart(4, '0')}`;
}

/** A window of the trial with its length, counted like a moment. */
export function windowText([from, to]: readonly [number, number], sinceMs: number): string {
  return `${moment(from, sinceMs)} to ${moment(to, sinceMs)} (${duration(to - from)})`;
}

/** Bytes as KiB, MiB or GiB. */
export function bytes(value: number): string {
  if (value >= 2 ** 30) return `${count(value / 2 ** 30)} GiB`;
  return value >= 2 ** 20 ? `${count(value / 2 ** 20)} MiB` : `${count(value / 2 ** 10)} KiB`;
}

/** A part of a whole in percent; `–` when there is no whole. */
export function share(part: number, whole: number): string {
  if (whole <= 0) return '–';
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return percent > 99.9 && percent < 100 ? '> 99.9 %' : `${count(percent)} %`;
}

/** The name of an object as a person would say it: kind, name, container. */
export function refText(ref: ObjectRef): string {
  const name = ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`;
  return ref.container === undefined ? `${ref.kind} ${name}` : `${ref.kind} ${name}, container ${ref.container}`;
}

/** A predicted interval; an upper end that JSON could not hold is never. */
export function intervalText([low, high]: readonly [number, number]): string {
  return `${duration(low)} to ${duration(high)}`;
}

/** A count with its noun, in the singular for one. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** A point in time of the wall clock, from RFC 3339 in UTC. */
export function clockText(iso: string): string {
  return iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
}
