import type { JsonObject } from '../json.ts';

/** A Block Kit block that has passed the checks and has a name. */
export type Block = JsonObject & { readonly type: string; readonly block_id: string };
