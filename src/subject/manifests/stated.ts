import {pathText} from '../../text/issue-text.ts';
import type {Path} from '../profile/yaml-source.ts';
import type {Place} from './places.ts';

/** Where a path of an object is stated, or what is nearest above it, or else where the object begins. */
export function statedAt(
  {file, line, places}: {readonly file: string; readonly line: number; readonly places: readonly Place[]},
  path: Path,
): {readonly file: string; readonly line: number; readonly column: number} {
  const found = nearestAbove(path, (it) => places.find((place) => place.path === pathText(it)));
  return found === undefined ? {file, line, column: 1} : {file: found.file, line: found.line, column: found.column};
}

/** What is found for a path, or for the closest one above it; undefined when there is nothing up to the root. */
export function nearestAbove<Found>(path: Path, find: (path: Path) => Found | undefined): Found | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const found = find(path.slice(0, length));
    if (found !== undefined) return found;
  }
  return undefined;
}
