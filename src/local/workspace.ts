import { exampleWorkspace } from '@proton-bot/local-slack';

/** The workspace that `npm start` shows, with the bot as its app. */
export const workspace = exampleWorkspace({
  appId: 'A0PROTON1',
  botId: 'B0PROTON1',
  botUserId: 'U0PROTON1',
  name: 'proton',
  displayName: 'Proton',
  // As docs/deploying.md says.
  scopes: ['commands', 'chat:write', 'chat:write.public', 'usergroups:read', 'im:write'],
  commands: [
    {
      command: '/proton',
      description: 'Deployments and connections',
      usageHint: 'help | status [target] | cancel <target> | connections',
    },
  ],
});
