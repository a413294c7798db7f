/** A Helm chart as a profile names it, with all paths made absolute. */
export interface Chart {
  /** The chart's folder, or a packed one. */
  readonly helm: string;
  /** Files of values, the last one winning. */
  readonly values: readonly string[];
  /** Single values over those, by their paths such as `image.tag`. */
  readonly set: Readonly<Record<string, string | number | boolean | null>>;
  readonly release: string;
}

/** Where objects are read from: a file, a folder, a kustomization or a chart. */
export type ManifestSource = string | Chart;

/** The files and folders that a source names. */
export function pathsOf(source: ManifestSource): readonly string[] {
  return typeof source === 'string' ? [source] : [source.helm, ...source.values];
}
