import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from './project.mjs';

/** The framework's folders are there once: two packagings at a time would mix. */
export async function underLock(work) {
  const lock = join(projectFolder, '.proton-bot', 'packaging.lock');
  await mkdir(dirname(lock), { recursive: true });
  for (;;) {
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      if (isDead(Number(await readFile(lock, 'utf8').catch(() => '')))) await rm(lock, { force: true });
      await sleep(100);
    }
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** 0 is a lock whose owner is just writing its name. */
function isDead(processId) {
  if (processId === 0) return false;
  try {
    process.kill(processId, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
