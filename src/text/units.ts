/** Stands where a number is not known. */
const unknown = '–';

/** Bytes for people; `–` for what is not a number. */
export function bytes(value: number): string {
  if (!Number.isFinite(value)) return unknown;
  const size = Math.abs(value);
  if (size < 1024) return `${round(value)} B`;
  return size < 2 ** 20 ? `${round(value / 1024)} KiB` : `${round(value / 2 ** 20)} MiB`;
}

/** A share as a percentage with three significant digits, more where only those tell it from 100 %; `–` for what is not a number. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return unknown;
  const rounded = Number((share * 100).toPrecision(3));
  if (rounded !== 100 || share >= 1) return `${rounded} %`;
  return `${Number((100 - Number(((1 - share) * 100).toPrecision(2))).toFixed(12))} %`;
}

/** A window as seconds since the trial began. */
export function span([from, to]: readonly [number, number]): string {
  return `${round(from / 1000)}–${round(to / 1000)} s`;
}

/** At most one decimal, none for large numbers; `–` for what is not a number. */
export function round(value: number): string {
  if (!Number.isFinite(value)) return unknown;
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toFixed(1)));
}

/** With a capital letter at its start. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 pod`, `2 pods`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `a pod`, `2 pods`. */
export function several(number: number, noun: string): string {
  return number === 1 ? `a ${noun}` : count(number, noun);
}
