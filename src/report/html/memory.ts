import {bytes, counted, share} from '../text/format.ts';
import type {MemorySeries} from '../parts/memory-series.ts';
import {markup, type Markup} from './markup.ts';

/** One small chart per workload container: all replicas against the limit. */
export function memory(series: readonly (MemorySeries & {readonly id: string})[]): Markup {
  return markup`<section id="memory"><h2>Memory against the limit</h2>
<p class="muted">Memory that counts: what the kernel cannot take back when the limit is reached (anonymous, shared, kernel and socket memory); page cache is left out. Highest value of each bucket.</p>
${series.length === 0 ? markup`<p class="empty">No memory sample was recorded.</p>` : undefined}
<div class="grid">${series.map(
    (one) => markup`<div class="card"><h3>${one.workload} <span class="muted">/ ${one.container}</span></h3>
<p class="muted">${summary(one)}</p>
<div class="chart" data-chart="${one.id}" role="img" aria-label="Memory of ${one.workload} over time: ${summary(one)}"></div></div>`,
  )}</div></section>`;
}

function summary({limit, peak, peakPod, killsMs, replicas}: MemorySeries): string {
  const peaked =
    limit > 0 ? `Peak ${bytes(peak)}, ${share(peak, limit)} of ${bytes(limit)}` : `Peak ${bytes(peak)}, no limit`;
  const kills = killsMs.length > 0 ? `, ${counted(killsMs.length, 'OOM kill')}` : '';
  return `${peaked} (${peakPod}; ${counted(replicas.length, 'pod')}${kills})`;
}
