import type {Manifest} from '../manifests/manifest.ts';
import {at} from '../manifests/places.ts';
import {type Line, todo} from './line.ts';

/** The SLO, as far as alert rules state one. */
export function objectiveOf(manifests: readonly Manifest[]): readonly Line[] {
  const rules = manifests.flatMap((manifest) => rulesIn(manifest));
  const latency = rules.flatMap(({expr, alert, where}) => {
    const found = /histogram_quantile\(\s*0?\.(\d+)[\s\S]*?>=?\s*([\d.]+)\s*$/.exec(expr.trim());
    if (found === null) return [];
    const percentile = Number(`0.${found[1]}`) * 100;
    const ms = Number(found[2]) * 1000;
    return percentile > 0 && percentile < 100 && ms > 0 ? [{percentile, ms, from: `alert ${alert} (${where})`}] : [];
  });
  const errors = rules.flatMap(({expr, alert, where}) => {
    const share = /(?:5\.\.|5xx|error)[\s\S]*\/[\s\S]*>=?\s*(0?\.\d+)\s*$/i.exec(expr.trim())?.[1];
    return share === undefined ? [] : [{share: Number(share), from: `alert ${alert} (${where})`}];
  });
  const [slow] = latency;
  const [failing] = errors;
  const line = (path: readonly string[], value: Line['value'], from: string, sure: Line['sure']): Line => ({
    path: ['slo', ...path],
    value,
    from,
    sure,
  });
  return [
    failing === undefined
      ? line(['availability'], 0.999, 'nobody writes what you promise', 'guess')
      : line(['availability'], Math.round((1 - failing.share) * 1e6) / 1e6, failing.from, 'likely'),
    ...(slow === undefined
      ? [
          line(['latency', 'percentile'], 99, 'of so many in 100 requests', 'guess'),
          line(['latency', 'ms'], todo, 'within how many ms, at the peak', 'todo'),
        ]
      : [
          line(['latency', 'percentile'], slow.percentile, slow.from, 'likely'),
          line(['latency', 'ms'], slow.ms, slow.from, 'likely'),
        ]),
  ];
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly where: string;
}

function rulesIn({object, file, line}: Manifest): readonly Rule[] {
  if (object.kind !== 'PrometheusRule') return [];
  return listAt(object.spec, ['groups'])
    .flatMap((group) => listAt(group, ['rules']))
    .flatMap((rule) => {
      const [alert, expr] = [at(rule, ['alert']), at(rule, ['expr'])];
      return typeof alert === 'string' && typeof expr === 'string' ? [{alert, expr, where: `${file}:${line}`}] : [];
    });
}

function listAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const list = at(value, path);
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}
