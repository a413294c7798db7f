import {mkdir, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {trialJsonSchema} from '../src/judge/trial-schema.ts';
import {profileJsonSchema} from '../src/subject/profile/json-schema.ts';
import {exec} from '../src/system/exec.ts';

// Writes the JSON Schemas that editors and other programs use. Their tests fail when they are out of date.
const folder = fileURLToPath(new URL('../schema/', import.meta.url));
await mkdir(folder, {recursive: true});
await writeFile(`${folder}seatrial.schema.json`, JSON.stringify(profileJsonSchema(), null, 2));
await writeFile(`${folder}trial.schema.json`, JSON.stringify(trialJsonSchema(), null, 2));
await exec(['npx', 'oxfmt', folder]);
