import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadTypeScript } from '../load-typescript.mjs';
import { projectFolder } from './project.mjs';

/** @typedef {import('../../src/lib/providers/module.ts').ProviderManifest} ProviderManifest */
/** @typedef {import('../../src/lib/configuration/bot-document.ts').BotDocument} BotDocument */

const composition = './src/handlers/composition';

/**
 * The lists of the module, what each holds of every back end that has it, and of which only. A list is an export of its own, so
 * that a function that has use for the forms only has no client in its bundle.
 */
const lists = {
  createProviders: { member: 'createProvider' },
  referenceReaders: { member: 'referenceOf' },
  eventParsers: { member: 'eventParser' },
  notificationParsers: { member: 'eventParser', isOf: sendsNotifications },
  createResourceManagers: { member: 'createResourceManager' },
  resourceForms: { member: 'resourceForm' },
};

const registries = new Map();

/** The file that lists the back ends: `PROTON_BOT_PROVIDERS` names another one, which exports the same. */
export function registryFile() {
  return resolve(process.env.PROTON_BOT_PROVIDERS || join(projectFolder, 'src/lib/providers/registry.ts'));
}

/**
 * The manifests of all back ends that there are. Compiled once for all handlers and rebuilds of this process.
 *
 * @returns {Promise<readonly ProviderManifest[]>}
 */
export async function readRegistry() {
  const file = registryFile();
  if (!registries.has(file)) registries.set(file, loadTypeScript(pathToFileURL(file)));
  return (await registries.get(file)).providerRegistry;
}

/**
 * What is on: each enabled back end, with those of its features whose option is on.
 *
 * @param {BotDocument} bot
 * @param {readonly ProviderManifest[]} manifests
 * @returns {readonly ProviderManifest[]}
 */
export function enabledProviders(bot, manifests) {
  return manifests.flatMap((manifest) => {
    const { enabled, options } = bot.providers[manifest.name] ?? { enabled: false };
    if (!enabled) return [];
    return [
      { ...manifest, features: manifest.features.filter(({ option }) => option === undefined || options[option]) },
    ];
  });
}

/**
 * Whether people can fill in forms: then the function that answers Slack opens them, with the bot's token.
 *
 * @param {readonly ProviderManifest[]} enabled
 * @returns {boolean}
 */
export function hasForms(enabled) {
  return enabled.some((manifest) => has(manifest, 'resourceForm'));
}

/**
 * The source of the module `proton-bot:providers` (`src/handlers/composition/enabled-providers.d.ts`): lists of what the back ends
 * bring that are on, the scopes, and the keys of tags. One that is off is not even named in it, so nothing of it is in any bundle.
 *
 * @param {BotDocument} bot
 * @param {readonly ProviderManifest[]} manifests
 * @returns {string}
 */
export function providersModule(bot, manifests) {
  const { scopes, tags } = bot;
  const enabled = enabledProviders(bot, manifests);
  const createForms = hasForms(enabled)
    ? `export { createForms } from '${composition}/forms.ts';`
    : 'export const createForms = undefined;';
  const createScopes =
    scopes.length > 0
      ? `export { createScopes } from '${composition}/scopes.ts';`
      : 'export const createScopes = undefined;';
  return [
    ...Object.entries(lists).map(([list, contents]) => sourceOf(list, contents, enabled)),
    `export const providerNames = ${JSON.stringify(enabled.map(({ name }) => name))};`,
    `export const discoveryIntervalsMs = ${JSON.stringify(enabled.map(({ discoveryIntervalMs = 0 }) => discoveryIntervalMs))};`,
    `export const scopes = ${JSON.stringify(scopes)};`,
    `export const tagKeys = ${JSON.stringify(tags)};`,
    `export const actionSupport = ${JSON.stringify(actionSupport(bot, manifests))};`,
    createForms,
    createScopes,
  ].join('\n');
}

/**
 * What the enabled back ends can do, and for what they cannot do, what to set in `bot.yml`.
 *
 * @param {BotDocument} bot
 * @param {readonly ProviderManifest[]} manifests
 * @returns {import('../../src/lib/model/provider-traits.ts').ActionSupport}
 */
export function actionSupport(bot, manifests) {
  const actions = [
    ...new Set(
      enabledProviders(bot, manifests).flatMap(({ features }) => features.flatMap((feature) => feature.actions ?? [])),
    ),
  ];
  const remedies = {};
  for (const { name, title, features } of manifests) {
    for (const { option, actions: enables = [] } of features) {
      const settings = ['enabled', ...(option === undefined ? [] : [option])].map((setting) => `${setting}: true`);
      for (const action of enables.filter((enabled) => !actions.includes(enabled))) {
        remedies[action] = [
          ...(remedies[action] ?? []),
          `"providers: { ${name}: { ${settings.join(', ')} } }" (${title})`,
        ];
      }
    }
  }
  const reasons = {};
  for (const { title, cannot } of enabledProviders(bot, manifests)) {
    for (const [action, reason] of Object.entries(cannot).filter(([action]) => !actions.includes(action))) {
      reasons[action] = [...(reasons[action] ?? []), `${title}: ${reason}.`];
    }
  }
  return {
    actions,
    reasons: Object.fromEntries(Object.entries(reasons).map(([action, sentences]) => [action, sentences.join(' ')])),
    remedies: Object.fromEntries(Object.entries(remedies).map(([action, ways]) => [action, ways.join(' or ')])),
  };
}

function sourceOf(list, { member, isOf = () => true }, enabled) {
  const bringing = enabled.filter((manifest) => has(manifest, member) && isOf(manifest));
  const imports = bringing.map(
    ({ name, module }) => `import { ${member} as ${list}_${name} } from ${JSON.stringify(`./${module}`)};`,
  );
  const names = bringing.map(({ name }) => `${list}_${name}`);
  return [...imports, `export const ${list} = [${names.join(', ')}];`].join('\n');
}

function sendsNotifications({ features }) {
  return features.some(({ events = [] }) => events.some(({ to }) => to === 'notify'));
}

function has({ features }, member) {
  return features.some((feature) => feature.exports.includes(member));
}
