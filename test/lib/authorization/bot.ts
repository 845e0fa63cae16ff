import type { BotDocument } from '../../../src/lib/configuration/bot-document.ts';
import { usualTagKeys } from '../../../src/lib/model/tags.ts';

/** The people and channels of the tests: as in `config/bot.yml`. */
export const BOT: BotDocument = {
  version: 1,
  providers: {
    proton: { enabled: true, options: { createInstances: false } },
    supplyChain: { enabled: false, options: {} },
  },
  scopes: [],
  tags: usualTagKeys,
  slack: { teamId: 'T0LOCAL' },
  channels: { deploys: 'C0DEPLOYS', platform: 'C0PLATFORM', dev: 'C0DEV' },
  routes: [
    { on: 'deployment', match: { environment: ['prod*'] }, channels: ['deploys'] },
    { on: 'deployment', match: { service: ['orders'] }, channels: ['dev', 'deploys'] },
    { on: 'connection', match: {}, channels: ['platform'] },
  ],
  people: {
    platform: { users: [], userGroups: ['S0PLATFORM'] },
    'on-call': { users: ['U0CLEO'], userGroups: [] },
    developers: { users: ['U0BEN'], userGroups: [] },
  },
  permissions: [
    { allow: ['cancel'], match: { environment: ['prod*'] }, people: ['platform', 'on-call'], channels: ['deploys'] },
    { allow: ['cancel'], match: { environment: ['dev*'] }, people: ['platform', 'developers'], channels: [] },
    { allow: ['accept', 'reject'], match: {}, people: ['platform'], channels: [] },
  ],
};
