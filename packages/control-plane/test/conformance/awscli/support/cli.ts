import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CliAnswer {
  readonly exitCode: number;
  readonly answer: Record<string, unknown>;
  readonly complaint: string;
}

export interface CliCall {
  readonly words: readonly string[];
  /** Files beside the command, for `file://` arguments. */
  readonly files?: Readonly<Record<string, string>>;
  readonly endpointUrl: string;
  readonly region: string;
  readonly accountId: string;
}

/** Runs `aws proton <words>` with no other settings than these, in a directory of its own. */
export async function runCli({ words, files = {}, endpointUrl, region, accountId }: CliCall): Promise<CliAnswer> {
  const directory = mkdtempSync(join(tmpdir(), 'proton-bot-cli-'));
  try {
    // The second version of the CLI prints times in this form by default, the first as they are on the wire.
    writeFileSync(join(directory, 'config'), '[default]\ncli_timestamp_format = iso8601\n');
    for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
    const settings = {
      AWS_CONFIG_FILE: join(directory, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, 'credentials'),
      AWS_ACCESS_KEY_ID: accountId,
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
      TZ: 'UTC',
    };
    const options = ['--endpoint-url', endpointUrl, '--region', region, '--output', 'json'];
    return await run(['proton', ...words, ...options], directory, settings);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function run(words: readonly string[], cwd: string, settings: Readonly<Record<string, string>>): Promise<CliAnswer> {
  return new Promise((resolve, reject) => {
    execFile('aws', words, { cwd, env: { ...process.env, ...settings } }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      if (typeof exitCode !== 'number') reject(error ?? new Error('the command has no exit code'));
      else resolve({ exitCode, answer: stdout.trim() === '' ? {} : JSON.parse(stdout), complaint: stderr.trim() });
    });
  });
}
