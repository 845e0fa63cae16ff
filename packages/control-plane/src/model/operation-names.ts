import { INPUTS } from './inputs/index.ts';

/** The 87 operations of the AWS Proton API (2020-07-20). */
export const PROTON_OPERATION_NAMES: ReadonlySet<string> = new Set(Object.keys(INPUTS));
