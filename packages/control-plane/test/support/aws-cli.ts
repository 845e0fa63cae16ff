import { execFileSync } from 'node:child_process';

/** Whether there is an `aws` command. In CI there has to be one; elsewhere its tests are left out, and say so. */
export function hasCli(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (process.env['CI']) throw error;
    console.warn("There is no aws command here; install Debian's awscli to run this test.");
    return false;
  }
}
