import { exampleWorkspace } from '@proton-bot/local-slack';

/** The workspace that `npm start` shows, with the bot as its app. */
export const workspace = exampleWorkspace({
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
});
