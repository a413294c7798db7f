import test from 'ava';
import {memoryPeakOf} from '../../../../src/judge/observed/load/memory-peak.ts';
import {memoryTrial, nothing} from '../../histories/memory.ts';
import {pods} from '../../histories/survival.ts';

const mebi = 2 ** 20;

test('the peak is that of the worst replica, of the container that is asked for', (t) => {
  const [, worst] = pods.filter(({app}) => app === 'gateway');
  const of = {kind: 'Deployment', name: 'gateway', container: worst?.container ?? ''};
  const history = memoryTrial({counted: ({name}) => (name === worst?.name ? 70 : 40) * mebi});
  t.is(memoryPeakOf(history, of), 70 * mebi);
  t.is(memoryPeakOf(history, {...of, container: 'nobody'}), undefined);
  t.is(memoryPeakOf(nothing(), of), undefined);
});
