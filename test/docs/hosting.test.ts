import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseCommandLine } from '../../src/cli/arguments.ts';
import { cliCommands } from '../../src/cli/commands/index.ts';
import { manifest } from '../../src/lib/providers/proton/manifest.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const guide = read('docs/hosting.md');
const unit = read('examples/hosting/proton-control-plane.service');
const container = read('examples/hosting/Containerfile');
const nginx = read('examples/hosting/nginx.conf');

/** The words behind each `proton-bot` in shell texts, up to the end of the command. */
function commandsIn(shell: string): readonly (readonly string[])[] {
  const joined = shell.replaceAll(/\\\n\s*/g, ' ');
  return [...joined.matchAll(/(?:^|[\s("/])proton-bot ([a-z][^\n|;]*)/gm)].map(([, rest = '']) => {
    const words = rest.match(/'[^']*'|"[^"]*"|[^\s'"()]+/g) ?? [];
    return words.map((word) => word.replaceAll(/^['"]|['"]$/g, ''));
  });
}

/** The parts of the guide that are typed. */
const typed = [...guide.matchAll(/^ *```\n([\s\S]*?)^ *```$/gm)].map(([, block = '']) => block).join('\n');

describe('docs/hosting.md and examples/hosting', () => {
  test('name commands and options that there are', () => {
    const commands = [...commandsIn(typed), ...commandsIn(unit.replace('/usr/local/bin/', ' '))];
    expect(commands.length).toBeGreaterThanOrEqual(7);
    for (const words of commands) {
      expect(parseCommandLine(words, cliCommands)).toMatchObject({ kind: 'run' });
    }
  });

  test('a container runs what the guide does', () => {
    const listOf = (instruction: string): readonly string[] =>
      JSON.parse(new RegExp(`^${instruction} (\\[.*\\])$`, 'm').exec(container)?.[1] ?? '[]');
    expect(listOf('ENTRYPOINT')).toEqual(['proton-bot']);
    expect(parseCommandLine(listOf('CMD'), cliCommands)).toMatchObject({
      typed: { flags: { 'require-signatures': true, state: '/var/lib/proton-control-plane/proton.journal' } },
    });
  });

  test('agree on port, files, variables and parameters', () => {
    expect(nginx).toContain('server 127.0.0.1:4600;');
    expect(unit).toContain('--host 127.0.0.1 --port 4600');
    const [, file = ''] = /^EnvironmentFile=(.*)$/m.exec(unit) ?? [];
    expect(guide).toContain(`sudo tee ${file}`);
    for (const [, variable = ''] of unit.matchAll(/\$\{(\w+)\}/g)) expect(guide).toContain(`\n  ${variable}=`);
    for (const path of ['proton-control-plane.service', 'nginx.conf', 'Containerfile']) {
      expect(guide).toContain(`../examples/hosting/${path}`);
    }
    const variables = JSON.stringify(manifest.features.map(({ environment }) => environment));
    for (const parameter of ['protonEndpointUrl', 'protonKeyParameter', 'protonEventSource']) {
      expect(variables).toContain(`\${param:${parameter}, `);
      expect(guide).toContain(`| \`${parameter}\` |`);
    }
  });
});
