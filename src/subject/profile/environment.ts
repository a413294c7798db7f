import {isPlain} from './merge.ts';
import type {Path} from './yaml-source.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A profile with what its environment gives, and what it lacks. */
export interface Filled {
  readonly content: unknown;
  /** The values that were put in, by their variables: secrets, whatever they look like. */
  readonly values: Readonly<Record<string, string>>;
  /** Variables that are not set, and where they are asked for. */
  readonly lacking: readonly {readonly name: string; readonly path: Path}[];
}

const reference = /\$\{env:([A-Za-z_]\w*)\}/g;

/** Headers and bodies of requests with the variables of the environment in the place of `${env:NAME}`. */
export function withEnvironment(content: unknown, env: Env): Filled {
  const values: Record<string, string> = {};
  const lacking: Filled['lacking'][number][] = [];
  const fill = (text: string, path: Path): string =>
    text.replaceAll(reference, (whole, name: string) => {
      const value = env[name];
      if (value === undefined) lacking.push({name, path});
      else values[name] = value;
      return value ?? whole;
    });
  const walk = (value: unknown, path: Path, isOpen: boolean): unknown => {
    if (typeof value === 'string') return isOpen ? fill(value, path) : value;
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index], isOpen));
    if (!isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        walk(inner, [...path, key], isOpen || key === 'headers' || key === 'body'),
      ]),
    );
  };
  return {content: walk(content, [], false), values, lacking};
}
