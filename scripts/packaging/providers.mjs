const composition = './src/handlers/composition';
const supplyChain = './src/lib/providers/supply-chain/index.ts';

/**
 * What can be switched on in `bot.yml`: whether it is, and what it brings to each list of the module, as an export of a file. A list
 * is an export of its own, so that a function that has use for the forms only has no client in its bundle.
 */
const parts = {
  createInstances: {
    isOn: ({ proton }) => proton.createInstances,
    createResourceManagers: ['createResourceManager', `${composition}/service-instances.ts`],
    resourceForms: ['createInstanceForm', './src/lib/slack/commands/create-instance.ts'],
  },
  supplyChain: {
    isOn: ({ supplyChain }) => supplyChain.enabled,
    createProviders: ['createProvider', `${composition}/supply-chain.ts`],
    referenceReaders: ['referenceOf', supplyChain],
    createResourceManagers: ['createResourceManager', `${composition}/supply-chain.ts`],
    resourceForms: ['supplyChainForm', './src/lib/slack/commands/supply-chain.ts'],
    eventParsers: ['supplyChainEvents', supplyChain],
  },
};

const lists = ['createProviders', 'referenceReaders', 'createResourceManagers', 'resourceForms', 'eventParsers'];

/**
 * Which parts are on, by name.
 *
 * @param {import('../../src/lib/configuration/bot-document.ts').BotDocument} bot
 * @returns {readonly string[]}
 */
export function enabledParts({ providers }) {
  return Object.keys(parts).filter((part) => parts[part].isOn(providers));
}

/**
 * Whether people can fill in forms: then the function that answers Slack opens them, with the bot's token.
 *
 * @param {import('../../src/lib/configuration/bot-document.ts').BotDocument} bot
 * @returns {boolean}
 */
export function hasForms(bot) {
  return enabledParts(bot).some((part) => parts[part].resourceForms !== undefined);
}

/**
 * The source of the module `proton-bot:providers` (`src/handlers/composition/enabled-providers.d.ts`): lists of what the parts bring
 * that are on, and the scopes. One that is off is not even named in it, so nothing of it is in any bundle.
 *
 * @param {import('../../src/lib/configuration/bot-document.ts').BotDocument} bot
 * @returns {string}
 */
export function providersModule(bot) {
  const { scopes } = bot;
  const enabled = enabledParts(bot);
  const providerNames = enabled.filter((part) => parts[part].createProviders !== undefined);
  const createForms = hasForms(bot)
    ? `export { createForms } from '${composition}/forms.ts';`
    : 'export const createForms = undefined;';
  const createScopes =
    scopes.length > 0
      ? `export { createScopes } from '${composition}/scopes.ts';`
      : 'export const createScopes = undefined;';
  return [
    ...lists.map((list) => sourceOf(list, enabled)),
    `export const providerNames = ${JSON.stringify(providerNames)};`,
    `export const scopes = ${JSON.stringify(scopes)};`,
    createForms,
    createScopes,
  ].join('\n');
}

function sourceOf(list, enabled) {
  const bringing = enabled.filter((part) => parts[part][list] !== undefined);
  const imports = bringing.map((part) => {
    const [name, path] = parts[part][list];
    return `import { ${name} as ${list}_${part} } from '${path}';`;
  });
  const names = bringing.map((part) => `${list}_${part}`);
  return [...imports, `export const ${list} = [${names.join(', ')}];`].join('\n');
}
