import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './bundles.ts';

/** The folder with the samples that are shipped. */
export const exampleEvents = join(projectFolder, 'examples/events');

/** The samples, by their path in the folder, as they are in the file. */
export const samples: ReadonlyMap<string, string> = new Map(
  readdirSync(exampleEvents, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json'))
    .toSorted()
    .map((path) => [path, readFileSync(join(exampleEvents, path), 'utf8')]),
);
