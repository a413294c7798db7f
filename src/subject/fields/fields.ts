import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {nearest} from '../../text/nearest.ts';
import {pathText} from '../../text/issue-text.ts';
import {isPlain} from '../profile/merge.ts';
import type {Path} from '../profile/yaml-source.ts';

/** One type of the API, as its OpenAPI document (version 2) has it; descriptions are left out. */
export interface Definition {
  readonly type?: string;
  readonly format?: string;
  readonly ref?: string;
  readonly properties?: Readonly<Record<string, Definition>>;
  /** What any other key holds; true: anything. */
  readonly others?: Definition | true;
  readonly items?: Definition;
}

/** The types of an API server's own kinds. */
export interface Definitions {
  /** `v1.34.4` */
  readonly version: string;
  /** By kind, as `kindKey` writes it: the name of its type. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, Definition>>;
}

/** A field that the API server would not take, and where. */
export interface FieldProblem {
  readonly path: Path;
  readonly text: string;
}

/** Types that are written as a text or a number, whatever the document says. */
const either = /\.(Quantity|IntOrString)$/;
const mostDeep = 60;

/** What of an object is no field of its kind, or of another type; nothing of a kind that is not in the document. */
export function fieldProblems(object: KubeObject, {kinds, types}: Definitions): readonly FieldProblem[] {
  const name = kinds[`${object.apiVersion} ${object.kind}`];
  if (name === undefined) return [];
  const problems: FieldProblem[] = [];
  const look = (value: unknown, given: Definition, path: Path): void => {
    if (value === null || value === undefined || path.length > mostDeep) return;
    if (given.ref !== undefined && either.test(given.ref)) {
      if (typeof value !== 'string' && typeof value !== 'number') wrong(path, 'a text or a number', value);
      return;
    }
    const definition = given.ref === undefined ? given : (types[given.ref] ?? {});
    const {type, format, properties, others, items} = definition;
    if (type === 'array') {
      if (!Array.isArray(value)) return wrong(path, 'a list', value);
      for (const [index, item] of value.entries()) look(item, items ?? {}, [...path, index]);
      return;
    }
    if (properties !== undefined || type === 'object') {
      if (!isPlain(value)) return wrong(path, 'a map', value);
      const known = Object.keys(properties ?? {});
      for (const [key, inner] of Object.entries(value)) {
        const own = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
        if (own !== undefined) look(inner, own, [...path, key]);
        else if (others !== undefined && others !== true) look(inner, others, [...path, key]);
        else if (others === undefined && properties !== undefined) unknown([...path, key], key, known);
      }
      return;
    }
    if (format === 'int-or-string') {
      if (typeof value !== 'string' && typeof value !== 'number') wrong(path, 'a text or a number', value);
    } else if (type === 'string' && typeof value !== 'string') wrong(path, 'a text', value);
    else if (type === 'boolean' && typeof value !== 'boolean') wrong(path, 'true or false', value);
    else if (type === 'integer' && !Number.isInteger(value)) wrong(path, 'a whole number', value);
    else if (type === 'number' && typeof value !== 'number') wrong(path, 'a number', value);
  };
  const wrong = (path: Path, expected: string, value: unknown): void => {
    const got = Array.isArray(value) ? 'a list' : isPlain(value) ? 'a map' : JSON.stringify(value).slice(0, 70);
    const quoted = expected === 'a text' && typeof value !== 'object' ? `; write it in quotes` : '';
    problems.push({path, text: `expected ${pathText(path)} to be ${expected}, got ${got}${quoted}`});
  };
  const unknown = (path: Path, key: string, known: readonly string[]): void => {
    const meant = nearest(key, known);
    const text = `${pathText(path)} is no field that Kubernetes has${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    problems.push({path, text});
  };
  look(object, {ref: name}, []);
  return problems;
}
