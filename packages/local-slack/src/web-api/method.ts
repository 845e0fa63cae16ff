import type { JsonObject } from '../json.ts';
import type { Workspace } from '../workspace/index.ts';
import type { Arguments } from './arguments.ts';

/** What a method may use. */
export interface MethodContext {
  readonly workspace: Workspace;
  /** The address of the page, for permalinks. */
  readonly pageUrl: string;
}

/**
 * One method of the Web API: changes the workspace and returns what stands beside `ok: true`.
 * Refuses by throwing a `WebApiRefusal`.
 */
export type Method = (given: Arguments, context: MethodContext) => JsonObject;
