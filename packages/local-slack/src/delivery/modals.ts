import { checkView } from '../block-kit/index.ts';
import { UnknownSlackObjectError } from '../errors.ts';
import { isJsonObject, type JsonObject, parseJsonObject, textOf } from '../json.ts';
import { type Person, VIEW_STACK_DEPTH, type View, type Workspace } from '../workspace/index.ts';
import type { AppCaller, DeliveryOutcome } from './app-caller.ts';
import { chooseIn } from './choices.ts';
import { type PayloadContext, viewClosedPayload, viewSubmissionPayload } from './payloads.ts';

/** What was entered, by block: text, or the values of chosen options. */
export type Entered = Readonly<Record<string, string | readonly string[]>>;

/** What came of submitting: errors stand beside their blocks and leave the modal open. */
export type SubmitOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly error: string };

/** Submits and closes the modals that people have open. */
export class Modals {
  readonly #workspace: Workspace;
  readonly #app: AppCaller;

  constructor(workspace: Workspace, app: AppCaller) {
    this.#workspace = workspace;
    this.#app = app;
  }

  /** Submits the topmost modal of a person. Required inputs are checked before anything is sent. */
  async submit(personId: string, viewId: string, entered: Entered): Promise<SubmitOutcome> {
    const { person, view } = this.#find(personId, viewId);
    const missing = findMissing(view, entered);
    if (Object.keys(missing).length > 0) return { ok: false, errors: missing };
    const outcome = await this.#app.send({
      payload: JSON.stringify(
        viewSubmissionPayload(this.#payloadContext(person, view), view, stateValues(view, entered)),
      ),
    });
    return this.#follow(personId, view, outcome);
  }

  /** Closes the topmost modal; the app hears of it if the modal asked for that. */
  async close(personId: string, viewId: string): Promise<void> {
    const { person, view } = this.#find(personId, viewId);
    this.#workspace.closeViews(personId, view.clearOnClose);
    if (!view.notifyOnClose) return;
    const payload = viewClosedPayload(this.#payloadContext(person, view), view, view.clearOnClose);
    await this.#app.send({ payload: JSON.stringify(payload) });
  }

  /** https://docs.slack.dev/surfaces/modals#response_actions */
  #follow(personId: string, view: View, outcome: DeliveryOutcome): SubmitOutcome {
    if (!outcome.delivered) return { ok: false, error: outcome.error };
    const body = outcome.response.body.trim();
    const answer = body === '' ? {} : parseJsonObject(body);
    if (answer === undefined) return { ok: false, error: 'the app answered with something that is not JSON' };
    const action = answer['response_action'];
    if (action === undefined || action === 'clear') {
      this.#workspace.closeViews(personId, action === 'clear');
      return { ok: true };
    }
    if (action === 'errors') return errorsAtInputs(view, readErrors(answer['errors']));
    const checked = checkView(answer['view']);
    if ('problems' in checked) return { ok: false, error: checked.problems.join('; ') };
    if (action === 'update') this.#workspace.updateView(view, checked.view);
    else if (action !== 'push') return { ok: false, error: `unknown response_action "${textOf(action)}"` };
    else if (this.#workspace.viewsOf(personId).length >= VIEW_STACK_DEPTH) {
      return { ok: false, error: 'push_limit_reached' };
    } else this.#workspace.pushView(personId, checked.view);
    return { ok: true };
  }

  #find(personId: string, viewId: string): { readonly person: Person; readonly view: View } {
    const person = this.#workspace.directory.person(personId);
    const view = this.#workspace.viewsOf(personId).at(-1);
    if (person !== undefined && view?.id === viewId) return { person, view };
    throw new UnknownSlackObjectError('open modal', viewId, view === undefined ? [] : [view.id]);
  }

  #payloadContext(person: Person, view: View): PayloadContext {
    const workspace = this.#workspace;
    return { workspace, person, triggerId: workspace.triggers.issue(person.id, view.id) };
  }
}

function findMissing(view: View, entered: Entered): Record<string, string> {
  const missing = inputsOf(view)
    .filter(({ block }) => block['optional'] !== true && (entered[block.block_id] ?? '').length === 0)
    .map(({ block }) => [block.block_id, 'Please fill this in.'] as const);
  return Object.fromEntries(missing);
}

function stateValues(view: View, entered: Entered): JsonObject {
  return Object.fromEntries(
    inputsOf(view).map(({ block, element }) => {
      const value = entered[block.block_id];
      const values = value === undefined || value === '' ? [] : [value].flat();
      const chosen = chooseIn(element, values) ?? { value: values[0] ?? null };
      return [block.block_id, { [String(element['action_id'])]: { type: element['type'], ...chosen } }];
    }),
  );
}

function inputsOf(view: View) {
  return view.blocks.flatMap((block) => {
    const element = block.type === 'input' ? block['element'] : undefined;
    return isJsonObject(element) ? [{ block, element }] : [];
  });
}

/** Slack shows errors below inputs only; an app that names another block has made a mistake, and its errors would be seen by nobody. */
function errorsAtInputs(view: View, errors: Readonly<Record<string, string>>): SubmitOutcome {
  const inputs = new Set(inputsOf(view).map(({ block }) => block.block_id));
  const strange = Object.keys(errors).filter((blockId) => !inputs.has(blockId));
  if (strange.length > 0) return { ok: false, error: `the app named errors for no input: ${strange.join(', ')}` };
  if (Object.keys(errors).length === 0) return { ok: false, error: 'the app answered with errors and named none' };
  return { ok: false, errors };
}

function readErrors(errors: unknown): Record<string, string> {
  const entries = isJsonObject(errors) ? Object.entries(errors) : [];
  return Object.fromEntries(entries.map(([blockId, message]) => [blockId, textOf(message)]));
}
