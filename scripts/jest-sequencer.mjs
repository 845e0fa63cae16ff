import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import TestSequencer from '@jest/test-sequencer';

/**
 * The files that take longest, about in that order. Jest remembers how long each took, but a fresh clone has nothing to remember: it
 * goes by the size of files then, begins the longest near the end, and one worker goes on long after the others.
 *
 * Those that wait and those that compute take turns, and so do those that package something of their own: only one packages at a time.
 */
const longest = [
  'test/e2e/storm.test.ts',
  'test/simulation/invariants.test.ts',
  'test/e2e/code-deploy.test.ts',
  'test/e2e/awscli.test.ts',
  'test/e2e/page.browser.test.ts',
  'test/e2e/code-pipeline.test.ts',
  'test/e2e/thousand.test.ts',
  'test/e2e/cancel.test.ts',
  'test/e2e/ecs-alone.test.ts',
  'test/e2e/supply-chain.browser.test.ts',
  'test/cli/start-and-stop.test.ts',
  'test/e2e/cloudformation.test.ts',
  'test/e2e/create-instance.browser.test.ts',
  'test/e2e/slack-trouble.test.ts',
  'test/tiny-back-end/loop.test.ts',
  'packages/control-plane/test/http/fuzz/fuzz.test.ts',
  'test/packaging/supply-chain.test.ts',
  'test/handlers/wire.test.ts',
  'test/e2e/calls.test.ts',
  'test/e2e/names.test.ts',
  'test/handlers/providers.bundle.test.ts',
  'test/cli/program.test.ts',
].map((path) => fileURLToPath(new URL(`../${path}`, import.meta.url)));

const gone = longest.filter((path) => !existsSync(path));
if (gone.length > 0)
  throw new Error(`the list of the longest tests names files that are not there: ${gone.join(', ')}`);

/** Begins the longest files first, and the others in jest's own order. */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const place = ({ path }) => {
      const index = longest.indexOf(path);
      return index < 0 ? longest.length : index;
    };
    return super.sort(tests).toSorted((one, other) => place(one) - place(other));
  }
}
