import { connectionVerdicts } from './connections.ts';
import { deployableVerdicts } from './deployables.ts';
import { syncVerdicts } from './syncs.ts';
import type { Verdicts } from './verdict.ts';

export { ENDED_FIRST } from './verdict.ts';

/** Whether a call must be accepted, or how it must be refused, where the documentation decides it. */
export const VERDICTS: Verdicts = { ...connectionVerdicts, ...deployableVerdicts, ...syncVerdicts };
