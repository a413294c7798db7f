import type {Present} from '../../progress/work.ts';
import {about} from '../../text/duration.ts';
import type {Part} from '../part.ts';
import type {Progress} from './screen.ts';

/** One line for each part on a live board; those at work show what they do and how long it takes. */
export function liveList(parts: readonly Part[], present: Present): Progress {
  const drawing = present(parts.map(({title}) => ({title, expectedMs: 0})));
  const of = ({name}: Part): number => parts.findIndex((part) => part.name === name);
  return {
    begun: (part) => drawing.begun(of(part)),
    going: (part, way) => drawing.note(of(part), `${way.title}, ${about(way.expectedMs)}`),
    doing: (part, doing) => drawing.note(of(part), doing),
    ended: (part) => drawing.ended(of(part)),
    failed: (part) => drawing.failed(of(part)),
    end() {
      drawing.close();
      return Promise.resolve();
    },
  };
}
