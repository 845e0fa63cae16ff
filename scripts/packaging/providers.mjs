const composition = './src/handlers/composition';
const supplyChain = './src/lib/providers/supply-chain/index.ts';

/**
 * What each back end beside Proton brings, by its name in `bot.yml`, to each list of the module: an export of a file. A list is
 * an export of its own, so that a function that has use for the forms only has no client in its bundle.
 */
const parts = {
  supplyChain: {
    createProviders: ['createProvider', `${composition}/supply-chain.ts`],
    referenceReaders: ['referenceOf', supplyChain],
    createDesks: ['createDesk', `${composition}/supply-chain.ts`],
    orderForms: ['supplyChainOrders', './src/lib/slack/commands/supply-chain.ts'],
    eventParsers: ['supplyChainEvents', supplyChain],
  },
};

const lists = ['createProviders', 'referenceReaders', 'createDesks', 'orderForms', 'eventParsers'];

/**
 * The source of the module `proton-bot:providers` (`src/handlers/composition/enabled-providers.d.ts`): lists of what the enabled
 * back ends bring, and the scopes. A back end that is off is not even named in it, so nothing of it is in any bundle.
 *
 * @param {import('../../src/lib/configuration/bot-document.ts').BotDocument} bot
 * @returns {string}
 */
export function providersModule({ providers, scopes }) {
  const enabled = Object.keys(parts).filter((provider) => providers[provider].enabled);
  const takeOrders = enabled.filter((provider) => parts[provider].orderForms !== undefined);
  const createOrdering =
    takeOrders.length > 0
      ? `export { createOrdering } from '${composition}/ordering.ts';`
      : 'export const createOrdering = undefined;';
  const createScopes =
    scopes.length > 0
      ? `export { createScopes } from '${composition}/scopes.ts';`
      : 'export const createScopes = undefined;';
  return [
    ...lists.map((list) => sourceOf(list, enabled)),
    `export const providerNames = ${JSON.stringify(enabled)};`,
    `export const scopes = ${JSON.stringify(scopes)};`,
    createOrdering,
    createScopes,
  ].join('\n');
}

function sourceOf(list, enabled) {
  const bringing = enabled.filter((provider) => parts[provider][list] !== undefined);
  const imports = bringing.map((provider) => {
    const [name, path] = parts[provider][list];
    return `import { ${name} as ${list}_${provider} } from '${path}';`;
  });
  const names = bringing.map((provider) => `${list}_${provider}`);
  return [...imports, `export const ${list} = [${names.join(', ')}];`].join('\n');
}
