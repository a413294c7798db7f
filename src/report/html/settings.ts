import type {Trial} from '../../judge/trial.ts';
import {bytes, count, refText} from '../text/format.ts';
import {markup, type Markup, type Part} from './markup.ts';
import {entryShare} from '../../history/service-uses.ts';
import {percent} from '../../text/units.ts';
import {duration} from '../../text/duration.ts';

type Rows = readonly (readonly [name: string, value: Part])[];

/** Versions and settings: all that is needed to run the trial again, folded by topic. */
export function settings(trial: Trial): Markup {
  const {trial: run, machine, cluster, deploy, plan} = trial.facts;
  const {subject} = run;
  return markup`<section id="settings"><h2>Versions and settings</h2><div class="grid">
${block('Run', [
  ['command', markup`<code>${['seatrial', ...run.argv].join(' ')}</code>`],
  ...(run.scenarioFile === undefined
    ? []
    : [
        [
          'scenario',
          markup`${run.scenario}, from <code>${run.scenarioFile.path}</code>, SHA-256 <code>${run.scenarioFile.sha256}</code>`,
        ] as const,
      ]),
  ['started', run.startedAt],
  ['seed', String(run.seed)],
  ['status', trial.status],
  ...Object.entries(run.versions),
])}
${block('Subject', [
  ['profile', subject.profilePath],
  ...(run.manifestsSha256 === undefined
    ? []
    : [['manifests', markup`<code>manifests.yaml</code>, SHA-256 <code>${run.manifestsSha256}</code>`] as const]),
  ...[{...subject.entry, share: entryShare(subject)}, ...(subject.doors ?? [])].flatMap(
    ({service, port, timeoutMs, requests, share}) => [
      [
        'entry',
        requests.length === 0
          ? 'none: nobody sends requests'
          : `${service}:${port}${share === 1 ? '' : `, ${percent(share)} of the load`}, time-out ${duration(timeoutMs)}`,
      ] as const,
      ...requests.map(
        ({name, method, path, weight}) => [name, markup`<code>${method} ${path}</code>, weight ${weight}`] as const,
      ),
    ],
  ),
  [
    'peak',
    `${count(subject.peak.rps)} req/s on ${count(subject.peak.replicas)} replicas; surge ${count(subject.surge)}×`,
  ],
  [
    'SLO',
    `${subject.slo.availability * 100} % available, p${subject.slo.latency.percentile} within ${duration(subject.slo.latency.ms)}, at ${subject.slo.at}`,
  ],
  ...Object.entries(subject.bounds).map(([name, value]) => [`bound ${name}`, String(value)] as const),
  [
    'dependencies',
    subject.dependencies.map(({name, kind, need}) => `${name} (${need}, ${kind})`).join(', ') || 'none declared',
  ],
  ['gate', subject.gate.join(', ')],
  ...(run.trusted ?? []).map(
    ({of, path, asks, file, line, column}) =>
      ['trusted with', `${refText(of)}: ${asks} (${path} at ${file}:${line}:${column})`] as const,
  ),
])}
${
  deploy === undefined
    ? undefined
    : block('Deployed', [
        ['namespace', deploy.namespace],
        [
          'entry workload',
          `${deploy.entry.workload.kind} ${deploy.entry.workload.name}, ${count(deploy.entry.replicas)} replicas`,
        ],
        ...deploy.images.map(({image, digest}) => [image, markup`<code>${digest}</code>`] as const),
        ...deploy.deviations.map((deviation) => ['deviation', changed(deviation)] as const),
      ])
}
${
  cluster === undefined
    ? undefined
    : block('Cluster', [
        ['name', cluster.name],
        ['Kubernetes', cluster.kubernetes],
        ...cluster.nodes.map(({name, zone, role}) => [name, `${role}, zone ${zone}`] as const),
        ...Object.entries(cluster.timings).map(([name, value]) => [name, duration(value)] as const),
        ['entry through a proxy', cluster.proxied ? 'yes' : 'no'],
      ])
}
${
  machine === undefined
    ? undefined
    : block('Machine', [
        ['cores', count(machine.cores)],
        ['memory', bytes(machine.memoryBytes)],
        ['kernel', machine.kernel],
        ['cgroup', `v${machine.cgroupVersion}`],
        ...Object.entries(machine.capabilities).map(
          ([name, there]) => [name, there ? '✔ there' : '✘ missing'] as const,
        ),
      ])
}
${
  plan === undefined
    ? undefined
    : block(
        'Plan',
        plan.steps.map(
          ({name, stage, what, victims, boundMs}) =>
            [
              name,
              `${what}; stage ${stage}; within ${duration(boundMs)}; may touch ${victims.map((victim) => victim.name).join(', ') || 'nothing'}`,
            ] as const,
        ),
      )
}
</div></section>`;
}

function changed({what, of, from, to}: NonNullable<Trial['facts']['deploy']>['deviations'][number]): string {
  const values =
    from === undefined && to === undefined ? '' : ` (${JSON.stringify(from ?? null)} → ${JSON.stringify(to ?? null)})`;
  return `${of === undefined ? '' : `${refText(of)}: `}${what}${values}`;
}

function block(title: string, rows: Rows): Markup | undefined {
  if (rows.length === 0) return undefined;
  return markup`<div class="card"><h3>${title}</h3><dl class="pairs">${rows.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></div>`;
}
