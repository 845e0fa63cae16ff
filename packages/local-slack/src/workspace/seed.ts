import type { AppIdentity, WorkspaceSeed } from './types.ts';

/** An app that has registered nothing: it can post, and be clicked. */
const exampleApp: AppIdentity = {
  appId: 'A0LOCAL01',
  botId: 'B0LOCAL01',
  botUserId: 'U0LOCAL01',
  name: 'app',
  displayName: 'App',
  commands: [],
};

/**
 * A small workspace: enough people that the one who asks and the one who decides can differ, and a user group that may do
 * more than the rest. The ids have the form Slack gives them.
 *
 * @param app - what is known of the app, foremost its commands
 */
export function exampleWorkspace(app: Partial<AppIdentity> = {}): WorkspaceSeed {
  return {
    team: { id: 'T0LOCAL01', name: 'Local workspace', domain: 'local' },
    app: { ...exampleApp, ...app },
    ...peopleAndPlaces,
  };
}

const peopleAndPlaces = {
  people: [
    { id: 'U0ADA0001', name: 'ada', displayName: 'Ada', role: 'platform' },
    { id: 'U0BEN0001', name: 'ben', displayName: 'Ben', role: 'developer' },
    { id: 'U0CLEO001', name: 'cleo', displayName: 'Cleo', role: 'on-call' },
  ],
  channels: [
    { id: 'C0DEPLOYS', name: 'deploys', topic: 'Every deployment, one message each' },
    { id: 'C0PLATFRM', name: 'platform', topic: 'Account connections and what needs a decision' },
    { id: 'C0DEV0001', name: 'dev', topic: 'Development environments' },
  ],
  userGroups: [
    { id: 'S0PLATFRM', handle: 'platform', name: 'Platform', members: ['U0ADA0001', 'U0CLEO001'] },
    { id: 'S0ONCALL1', handle: 'platform-oncall', name: 'Platform on-call', members: ['U0CLEO001'] },
  ],
} satisfies Omit<WorkspaceSeed, 'team' | 'app'>;
