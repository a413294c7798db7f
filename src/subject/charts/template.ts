import {join} from 'node:path';
import {InputError, type Inputs, shown} from '../inputs/inputs.ts';
import type {Chart} from '../manifests/source.ts';
import {readYaml, type YamlSource} from '../profile/yaml-source.ts';

/** A template of a chart, and the values that its placeholders stand for. */
export interface Template {
  /** As a person would type it. */
  readonly file: string;
  /** Of a packed chart, which is not unpacked here, none. */
  readonly lines: readonly string[];
  /** What states values, the strongest first. */
  readonly values: readonly {readonly file: string; readonly source: YamlSource}[];
}

/**
 * The template that Helm names as the source of what it rendered (`shop/templates/web.yaml`, with the chart's name
 * first), as far as it is a file here.
 */
export async function templateOf(chart: Chart, source: string | undefined, inputs: Inputs): Promise<Template> {
  const inside = source?.split('/').slice(1).join('/') ?? '';
  const {path, isFolder} = await inputs.find(chart.helm);
  if (!isFolder || inside === '') {
    const file = inside === '' ? shown(chart.helm) : `${shown(chart.helm)} (${inside})`;
    return {file, lines: [], values: await statements(chart.values, inputs)};
  }
  const own = [...chart.values].toReversed();
  // A subchart's values are its parent's under its name, and its own below those: only the outermost are followed.
  const defaults = inside.startsWith('templates/') ? [join(path, 'values.yaml')] : [];
  const text = await textIfThere(join(path, inside), inputs);
  return {
    file: shown(join(path, inside)),
    lines: text?.split('\n') ?? [],
    values: inside.startsWith('templates/') ? await statements([...own, ...defaults], inputs) : [],
  };
}

async function statements(files: readonly string[], inputs: Inputs): Promise<Template['values']> {
  const found: Template['values'][number][] = [];
  for (const file of files) {
    const text = await textIfThere(file, inputs);
    const [source] = text === undefined ? [] : readYaml(text);
    if (source !== undefined) found.push({file: shown(file), source});
  }
  return found;
}

async function textIfThere(file: string, inputs: Inputs): Promise<string | undefined> {
  return inputs.text(file).catch((error: unknown) => {
    if (error instanceof InputError) return undefined;
    throw error;
  });
}
