/** The part of `process` that receives a request to stop. */
export interface Interruptible {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): unknown;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ppid: number;
}

/**
 * One Ctrl-C can arrive twice: the terminal sends it to the whole process group, and npm sends it again
 * (https://github.com/npm/run-script, `signal-manager.js`). Only a later signal is a second Ctrl-C.
 */
const sameKeystrokeMs = 300;

/** How often a program that npm started checks that npm's shell is still there. */
const parentCheckMs = 500;

/**
 * Resolves when the user has asked to stop: by a signal or, if npm started the program, by ending npm. A signal to npm alone ends
 * npm's shell, and never reaches the program. After a second request the process exits with 130 at once.
 */
export function waitForInterrupt(program: Interruptible = process, now = () => performance.now()): Promise<void> {
  return new Promise((resolve) => {
    let askedAtMs: number | undefined;
    const ask = () => {
      askedAtMs ??= now();
      if (now() - askedAtMs > sameKeystrokeMs) program.exit(130);
      resolve();
    };
    program.on('SIGINT', ask);
    program.on('SIGTERM', ask);
    if (program.env['npm_lifecycle_event'] !== undefined) whenParentGoes(program, resolve);
  });
}

function whenParentGoes(program: Interruptible, onGone: () => void): void {
  const parent = program.ppid;
  const timer = setInterval(() => {
    if (program.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, parentCheckMs);
  timer.unref();
}
