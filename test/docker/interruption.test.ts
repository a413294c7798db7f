import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {cleaned, leftIn, placeBelow, runUntil} from './brief-run.ts';
import {makeBystanders} from './bystanders.ts';
import {isTurnOf, ofToday} from './turns.ts';

/** When a run is interrupted: at the first line of its progress that matches. */
const moments = {
  machine: /▶ Look at the machine/,
  'nodes are made': /preparing nodes/,
  'nodes join': /joining worker nodes/,
  'cluster is proved': /· waiting for a sentinel pod/,
  'cluster is looked at': /▶ Look at the cluster before the trial/,
  'images are sent': /images to the nodes/,
  'subject starts': /applying \d+ objects/,
  plan: /▶ Plan the trial/,
  'load begins': /warm-up .* left/,
  fault: /· Memory pushed past the limit/,
  'evidence is collected': /▶ Collect the evidence/,
  'all is taken back': /▶ Take back/,
} as const;

/** One of them a day, a different one for each way to end. */
const names = Object.keys(moments) as readonly (keyof typeof moments)[];

for (const name of isTurnOf('interrupted') ? ofToday(names) : []) {
  test.serial(`Ctrl-C when ${name}: exit 130, a partial report, and nothing is left`, async (t) => {
    using place = placeBelow();
    const before = await leftIn(place);
    // As a terminal does: to the whole group.
    const {exitCode, output, clusters} = await runUntil(
      place,
      moments[name],
      (pid) => void process.kill(-pid, 'SIGINT'),
    );
    t.is(exitCode, 130, output);
    t.deepEqual(await leftIn(place, before, clusters), before, output);
    const [report = ''] = readdirSync(join(place.path, 'reports'));
    const trial = JSON.parse(readFileSync(join(place.path, 'reports', report, 'trial.json'), 'utf8')) as {
      readonly status: string;
    };
    t.true(statuses(name).includes(trial.status), trial.status);
    for (const file of ['report.html', 'report.md', 'junit.xml'])
      t.true(existsSync(join(place.path, 'reports', report, file)), file);
  });
}

for (const name of isTurnOf('interrupted') ? ofToday(names, 1) : []) {
  test.serial(`kill -9 when ${name}, then clean: nothing is left`, async (t) => {
    using place = placeBelow();
    const before = await leftIn(place);
    await using bystanders = await makeBystanders();
    const seen = await bystanders.look();
    const {output, clusters} = await runUntil(place, moments[name], (pid) => void process.kill(pid, 'SIGKILL'));
    t.notRegex(output, /The moment .* never came/);
    const clean = await cleaned(place);
    t.is(clean.exitCode, 0, `${output}\n${clean.output}`);
    t.deepEqual(await leftIn(place, before, clusters), before, `${output}\n${clean.output}`);
    t.deepEqual(await bystanders.look(), seen);
  });
}

/**
 * What the report may say: when its last reports are in already, collecting takes less time than Ctrl-C takes to
 * arrive.
 */
function statuses(moment: keyof typeof moments): readonly string[] {
  if (moment === 'all is taken back') return ['completed'];
  return moment === 'evidence is collected' ? ['interrupted', 'completed'] : ['interrupted'];
}

if (!isTurnOf('interrupted')) test('it is the turn of others today', (t) => t.pass());
