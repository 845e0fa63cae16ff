import { checkView, type ViewContent } from '../block-kit/index.ts';
import { VIEW_STACK_DEPTH, type Workspace } from '../workspace/index.ts';
import { type Arguments, WebApiRefusal } from './arguments.ts';
import { viewJson } from './message-json.ts';
import type { Method } from './method.ts';

/** https://docs.slack.dev/reference/methods/views.open */
const open: Method = (given, { workspace }) => {
  const content = readView(given);
  refuseTakenExternalId(content, workspace);
  const { personId } = exchangeTrigger(given, workspace);
  return { view: viewJson(workspace, workspace.openView(personId, content)) };
};

/** https://docs.slack.dev/reference/methods/views.push: only from inside a modal, three deep at most. */
const push: Method = (given, { workspace }) => {
  const content = readView(given);
  refuseTakenExternalId(content, workspace);
  const { personId, viewId } = exchangeTrigger(given, workspace);
  if (viewId === undefined) throw new WebApiRefusal('not_found');
  if (workspace.viewsOf(personId).length >= VIEW_STACK_DEPTH) throw new WebApiRefusal('push_limit_reached');
  return { view: viewJson(workspace, workspace.pushView(personId, content)) };
};

/** https://docs.slack.dev/reference/methods/views.update: a stale hash is refused. */
const update: Method = (given, { workspace }) => {
  const content = readView(given);
  const viewId = given.text('view_id');
  const externalId = given.text('external_id');
  const view = workspace.findView({
    ...(viewId === undefined ? {} : { viewId }),
    ...(externalId === undefined ? {} : { externalId }),
  });
  if (view === undefined) throw new WebApiRefusal('not_found');
  const hash = given.text('hash');
  if (hash !== undefined && hash !== view.hash) throw new WebApiRefusal('hash_conflict');
  return { view: viewJson(workspace, workspace.updateView(view, content)) };
};

function readView(given: Arguments): ViewContent {
  const checked = checkView(given.raw('view'));
  if ('problems' in checked) throw new WebApiRefusal('invalid_arguments', checked.problems);
  return checked.view;
}

function refuseTakenExternalId(content: ViewContent, workspace: Workspace): void {
  if (content.external_id === undefined || content.external_id === '') return;
  if (workspace.findView({ externalId: content.external_id }) !== undefined) {
    throw new WebApiRefusal('duplicate_external_id');
  }
}

function exchangeTrigger(given: Arguments, workspace: Workspace) {
  const exchanged = workspace.triggers.exchange(given.text('trigger_id') ?? '');
  if ('refused' in exchanged) throw new WebApiRefusal(exchanged.refused);
  return exchanged;
}

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
};
