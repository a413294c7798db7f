import {isPlain} from '../profile/merge.ts';
import {readYaml} from '../profile/yaml-source.ts';

/** The requests of an OpenAPI document that can be made without knowing anything. */
export interface OpenApi {
  /** As a person would type it. */
  readonly file: string;
  readonly gets: readonly {readonly name: string; readonly path: string}[];
}

/** Names of files in which a service's API is described. */
export const openApiNames = ['openapi', 'swagger', 'api'].flatMap((name) =>
  ['yaml', 'yml', 'json'].map((ext) => `${name}.${ext}`),
);

/** The GETs without parameters of an OpenAPI document; undefined where a text is none. */
export function openApiOf(text: string, file: string): OpenApi | undefined {
  const content = readYaml(text)[0]?.content;
  if (!isPlain(content) || (content['openapi'] === undefined && content['swagger'] === undefined)) return undefined;
  const base = typeof content['basePath'] === 'string' ? content['basePath'].replace(/\/$/, '') : '';
  const paths = isPlain(content['paths']) ? Object.entries(content['paths']) : [];
  const gets = paths.flatMap(([path, item]) => {
    const get = isPlain(item) ? item['get'] : undefined;
    if (!isPlain(get) || path.includes('{') || needsMore(get) || (isPlain(item) && needsMore(item))) return [];
    const name = typeof get['operationId'] === 'string' ? get['operationId'] : path;
    return [{name: plainName(name), path: `${base}${path}`}];
  });
  return {file, gets};
}

/** Whether it is refused without a parameter. */
function needsMore({parameters}: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(parameters) && parameters.some((one) => isPlain(one) && one['required'] === true);
}

/** A request's name, as a profile takes it. */
function plainName(text: string): string {
  return (
    text
      .replaceAll(/[^\w .:/-]/g, '-')
      .replace(/^[-=+@]+/, '')
      .slice(0, 80) || 'get'
  );
}
