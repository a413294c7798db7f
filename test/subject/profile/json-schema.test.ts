import {readFile} from 'node:fs/promises';
import test from 'ava';
import {defaultBounds} from '../../../src/judge/bounds.ts';
import {trialJsonSchema} from '../../../src/judge/trial-schema.ts';
import {profileJsonSchema} from '../../../src/subject/profile/json-schema.ts';

const upToDate = test.macro(async (t, file: string, schema: unknown) => {
  const written: unknown = JSON.parse(await readFile(new URL(`../../../schema/${file}`, import.meta.url), 'utf8'));
  t.deepEqual(written, JSON.parse(JSON.stringify(schema)));
});

test('the schema of profiles is what `npm run schema` writes', upToDate, 'seatrial.schema.json', profileJsonSchema());
test('the schema of trial.json is what `npm run schema` writes', upToDate, 'trial.schema.json', trialJsonSchema());

test('a profile with a base may leave out what it inherits, but not inside lists', (t) => {
  const {then} = profileJsonSchema() as {
    readonly then: {readonly required?: unknown; readonly properties: Record<string, Record<string, unknown>>};
  };
  t.is(then.required, undefined);
  const entry = then.properties['entry'] as {
    readonly required?: unknown;
    readonly properties: {readonly requests: {readonly items: unknown}};
  };
  t.is(entry.required, undefined);
  t.like(entry.properties.requests.items, {required: ['name', 'path']});
});

test('a profile may override the bounds that the judge has, and no other', (t) => {
  const {else: whole} = profileJsonSchema() as {
    readonly else: {readonly properties: {readonly bounds: {readonly properties: object}}};
  };
  t.deepEqual(Object.keys(whole.properties.bounds.properties), [...Object.keys(defaultBounds), 'leak']);
});
