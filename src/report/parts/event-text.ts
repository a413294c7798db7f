import type {HistoryEvent} from '../../history/events.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import {refText} from '../text/format.ts';
import {duration} from '../../text/duration.ts';

/**
 * An event of the history for a reader: one line, and the data behind it where there is more (cut at 4,000 characters).
 */
export interface EventText {
  readonly line: string;
  readonly detail?: string;
}

/** Says one event of the history in words. */
export function eventText(event: HistoryEvent): EventText {
  switch (event.kind) {
    case 'trial':
    case 'phase':
    case 'stage':
    case 'step':
      return withDetail(`${event.kind} ${event.name} ${event.is}`, event.facts);
    case 'fault':
    case 'inspection':
      return withDetail(`${event.kind} of step ${event.step} ${event.is}`, event.facts);
    case 'object': {
      const {kind, metadata, status} = event.object;
      return withDetail(`${refText({kind, ...metadata})} ${event.is}`, status);
    }
    case 'answer':
      return withDetail(
        `${event.answer.question}${event.answer.of === undefined ? '' : ` (${refText(event.answer.of)})`}`,
        event.answer.answer,
      );
    case 'line':
      return {line: `${event.source}${event.of === undefined ? '' : ` (${refText(event.of)})`}: ${event.text}`};
    case 'tally':
      return withDetail(`tally: ${event.planned} planned, lag ${duration(event.lagMs)}`, event.outcomes);
    case 'gap':
      return {
        line: `gap in channel ${event.channel}${event.of === undefined ? '' : ` (${refText(event.of)})`} of ${duration(event.tMs - event.fromMs)}`,
      };
  }
}

function withDetail(line: string, data: Json | undefined): EventText {
  if (data === undefined || data === null) return {line};
  if (typeof data !== 'object') return {line: `${line}: ${String(data)}`};
  const detail = JSON.stringify(data, null, 2);
  return {line, detail: detail.length > 4000 ? `${detail.slice(0, 4000)}\n… (whole in history.jsonl)` : detail};
}
