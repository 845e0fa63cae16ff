import type { CloudIdentity } from '../identity.ts';
import { validationError, violation } from './errors.ts';
import type { Instance } from './model/instance.ts';
import { isOfShape } from './model/read-input.ts';

/** How what is done with an instance ends: by itself, with success or failure, or not at all. */
export type ScriptedOutcome = 'succeed' | 'fail' | 'hang';

/** What a script is about: the creation of an instance or its deletion. */
export type ScriptedAttempt = 'deployment' | 'deletion';

/** @public */
export interface Script {
  readonly outcome: ScriptedOutcome;
  /** The instance's `errorMessage` when it fails. */
  readonly statusMessage?: string | undefined;
}

/** Which instances a script is about: the one of this id, or those of this name, now or later. */
export interface ScriptTarget {
  readonly owner: CloudIdentity;
  readonly idOrName: string;
}

const ARN = /^arn:aws[a-z-]*:scn:([a-z0-9-]+):(\d{12}):(.*)$/;
const RESOURCE = /^instance\/(.*)$/;

/** Whether a target of scripts is one of Supply Chain, well-formed or not. */
export function isSupplyChainTarget(target: string): boolean {
  return target.startsWith('instance/') || /^arn:[^:]*:scn:/.test(target);
}

/**
 * Reads `instance/<name or id>` or `arn:aws:scn:<region>:<account>:instance/<name or id>`.
 *
 * @param owner account and region of a target without an ARN
 * @throws AwsError ValidationException
 */
export function readScriptTarget(target: string, owner: CloudIdentity): ScriptTarget {
  const [, region = '', accountId = '', resource = ''] = ARN.exec(target) ?? [];
  const isArn = resource !== '';
  const idOrName = RESOURCE.exec(isArn ? resource : target)?.[1];
  if (idOrName === undefined || !isOfShape('InstanceName', idOrName)) {
    const forms = 'be instance/<name or id>, or arn:aws:scn:<region>:<account>:instance/<name or id>';
    throw validationError([violation('target', forms)]);
  }
  return { owner: isArn ? { accountId, region } : owner, idOrName };
}

/** How creations and deletions end, where it was decided. A script stays until the next one for its target. */
export class Scripts {
  readonly #scripts = new Map<string, Script>();

  /** @throws AwsError ValidationException for a message that nothing would show */
  set(target: ScriptTarget, on: ScriptedAttempt, script: Script): void {
    if (script.statusMessage !== undefined && script.outcome !== 'fail') {
      const constraint = `be given with the outcome fail only: an instance shows no message on ${script.outcome}`;
      throw validationError([violation('statusMessage', constraint)]);
    }
    this.#scripts.set(keyOf(target, on), script);
  }

  /** The script for an instance: that of its id before that of its name. */
  find({ owner, id, name }: Instance, on: ScriptedAttempt): Script | undefined {
    const script = this.#scripts.get(keyOf({ owner, idOrName: id }, on));
    if (script !== undefined || name === undefined) return script;
    return this.#scripts.get(keyOf({ owner, idOrName: name }, on));
  }
}

function keyOf({ owner, idOrName }: ScriptTarget, on: ScriptedAttempt): string {
  return JSON.stringify([on, owner.accountId, owner.region, idOrName]);
}
