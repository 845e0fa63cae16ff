import type { WorkspaceSeed } from './types.ts';

/**
 * The workspace that `npm start` shows: enough people that the one who asks and the one who decides can differ,
 * and a user group that may do more than the rest. The ids have the form Slack gives them.
 */
export const defaultWorkspace: WorkspaceSeed = {
  team: { id: 'T0LOCAL01', name: 'Local workspace', domain: 'local' },
  app: {
    appId: 'A0PROTON1',
    botId: 'B0PROTON1',
    botUserId: 'U0PROTON1',
    name: 'proton',
    displayName: 'Proton',
    commands: [
      {
        command: '/proton',
        description: 'Deployments and connections',
        usageHint: 'help | status [target] | cancel <target> | connections',
      },
    ],
  },
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
};
