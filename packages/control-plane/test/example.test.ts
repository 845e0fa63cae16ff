import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

// A Node that reads TypeScript, as the example imports the sources; the package's other tests run on older ones too.
const testWhereTypesAreStripped = process.features.typescript ? test : test.skip;

testWhereTypesAreStripped('the example of the README runs by itself', async () => {
  const example = fileURLToPath(new URL('../examples/first-template.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [example]);
  expect(stdout).toContain('AWS Proton Environment Template Status Change [');
  expect(stdout).toContain('network: A network');
});
