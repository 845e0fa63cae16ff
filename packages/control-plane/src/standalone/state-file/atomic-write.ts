import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A state holds specs, and these may hold secrets: nobody else may read it. */
const OWNER_ONLY = 0o600;

/**
 * Writes a file so that, whenever the process or the machine stops, it has either what it had before or all of the text.
 * Only one writer at a time may do so.
 * @param text asked once there is something to write it to
 * @throws the error of the file system; the file is then as it was
 */
export async function writeAtomically(path: string, text: () => string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  // What a crash has left. A new file follows no link and has the mode that it is given.
  await rm(unfinished, { force: true });
  try {
    const file = await open(unfinished, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(text());
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes the rename itself last. Windows cannot open a folder, and needs no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
