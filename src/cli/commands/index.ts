import type { Command } from '../command.ts';
import { buildInForce } from './build-in-force.ts';
import { bundleCheck } from './bundle-check.ts';
import { controlPlane } from './control-plane.ts';
import { demo } from './demo.ts';
import { diagnose } from './diagnose.ts';
import { doctor } from './doctor.ts';
import { init } from './init.ts';
import { journalBackup } from './journal-backup.ts';
import { keysCreate, keysList, keysRevoke } from './keys.ts';
import { local } from './local.ts';
import { localScript } from './local-script.ts';
import { replayEvents } from './replay.ts';
import { rulesCheck } from './rules-check.ts';
import { trail } from './trail.ts';

/** Every command, in the order in which the help shows them. Adding one is adding a file and a name here. */
export const cliCommands: readonly Command[] = [
  local,
  localScript,
  controlPlane,
  keysCreate,
  keysList,
  keysRevoke,
  journalBackup,
  bundleCheck,
  demo,
  init,
  rulesCheck,
  replayEvents,
  trail,
  diagnose,
  doctor,
  buildInForce,
];
