import { spawn } from 'node:child_process';
import { PackagingFailed, projectFolder } from './project.mjs';

const timeoutMs = 120_000;
const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a Node program; its output is shown only when it fails. */
export function runProgram(what, programAndArguments) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, programAndArguments, {
      cwd: projectFolder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', SLS_GEO_LOCATION: 'us' },
    });
    let printed = '';
    child.stdout.on('data', (chunk) => (printed += chunk));
    child.stderr.on('data', (chunk) => (printed += chunk));
    let why = '';
    const stop = (reason) => {
      why = reason;
      end(child);
    };
    const timer = setTimeout(stop, timeoutMs, `did not end within ${timeoutMs / 1000} s`);
    // In a group of its own, it does not hear of Ctrl-C by itself.
    const interrupt = () => stop('was interrupted');
    for (const signal of interruptions) process.on(signal, interrupt);
    child.on('error', failed);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      for (const name of interruptions) process.off(name, interrupt);
      if (code === 0) return done();
      why ||= signal ? `was ended by ${signal}` : `failed with code ${code}`;
      failed(new PackagingFailed(`${what} ${why}:\n${printed.trim()}`));
    });
  });
}

/** The framework leaves children behind when it hangs: all of them end. */
function end(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
