import { readSources } from './sources.ts';

/** A folder with a manifest is a back end. */
const providerFolders: readonly string[] = readSources().flatMap(({ path }) => {
  return /^(lib\/providers\/[^/]+)\/manifest\.ts$/.exec(path)?.[1] ?? [];
});

/**
 * The parts of `src`, the packages, and what each may import (`docs/architecture.md`): imports point one way. The longest prefix of a
 * file's path says to which part it belongs; every part may import itself. `*` is every part.
 */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  'lib/model': [],
  'lib/ports.ts': ['lib/model'],
  // Pure text work that commands and checks share: "did you mean …?"
  'lib/did-you-mean.ts': [],
  'lib/matching': ['lib/model'],
  // And what makes text from outside harmless in a terminal.
  'lib/visible-text.ts': [],
  'lib/rules': ['lib/model', 'lib/matching', 'lib/visible-text.ts'],
  // `bot.yml` as it runs.
  'lib/configuration/bot-document.ts': ['lib/model', 'lib/matching'],
  'lib/authorization': ['lib/model', 'lib/matching', 'lib/configuration/bot-document.ts'],
  'lib/routing': ['lib/model', 'lib/matching', 'lib/configuration/bot-document.ts'],
  'lib/flow': ['lib/model', 'lib/ports.ts', 'lib/matching', 'lib/rules'],
  'lib/store': ['lib/model', 'lib/ports.ts'],
  // What all back ends need, once: what their errors mean, and how listings are paged.
  'lib/providers/answers.ts': ['lib/model', 'lib/ports.ts'],
  'lib/providers/paging.ts': ['lib/providers/answers.ts'],
  'lib/providers/cache.ts': ['lib/ports.ts'],
  'lib/providers/call-rate.ts': ['lib/ports.ts'],
  'lib/providers/findings.ts': [],
  'lib/providers/sdk-api.ts': [],
  // What a back end is made of: types, which forms are a part of.
  'lib/providers/module.ts': ['lib/model', 'lib/ports.ts', 'lib/slack'],
  ...Object.fromEntries(
    providerFolders.flatMap((folder) => [
      [
        folder,
        [
          'lib/model',
          'lib/ports.ts',
          // Texts and types for its forms.
          'lib/slack',
          'lib/providers/answers.ts',
          'lib/providers/paging.ts',
          'lib/providers/cache.ts',
          'lib/providers/call-rate.ts',
          'lib/providers/findings.ts',
          'lib/providers/sdk-api.ts',
          'lib/providers/module.ts',
        ],
      ],
      // For the build and the checks: nothing of what asks, and no back end's words for people.
      [`${folder}/manifest.ts`, ['lib/model', 'lib/providers/module.ts', folder]],
    ]),
  ),
  // The one list.
  'lib/providers/registry.ts': ['lib/providers/module.ts', ...providerFolders.map((folder) => `${folder}/manifest.ts`)],
  'lib/providers/composite.ts': ['lib/model', 'lib/ports.ts'],
  'lib/providers/scopes.ts': ['lib/model', 'lib/ports.ts', 'lib/providers/answers.ts'],
  'lib/providers/managers-in-scopes.ts': ['lib/model', 'lib/ports.ts', 'lib/providers/scopes.ts'],
  'lib/slack': ['lib/model', 'lib/ports.ts', 'lib/did-you-mean.ts', 'lib/slack/commands'],
  // What is typed calls the use cases; the ingress, which only parses it, has none of them in its bundle.
  'lib/slack/commands': ['lib/slack', 'lib/model', 'lib/ports.ts', 'lib/flow', 'lib/did-you-mean.ts'],
  // The table's seam and the bus are the store's and flow's words, spoken by AWS.
  'lib/aws': ['lib/model', 'lib/ports.ts', 'lib/store', 'lib/providers/module.ts', 'lib/visible-text.ts'],
  // Used when the bot is built, never when it runs.
  'lib/configuration-check': ['lib/matching', 'lib/did-you-mean.ts', 'lib/visible-text.ts'],
  'lib/rules/check': ['lib/model', 'lib/matching', 'lib/rules', 'lib/configuration-check', 'lib/did-you-mean.ts'],
  'lib/configuration/bot': [
    'lib/model',
    'lib/matching',
    'lib/configuration/bot-document.ts',
    'lib/routing',
    'lib/rules',
    'lib/configuration-check',
    'lib/providers/module.ts',
    'lib/did-you-mean.ts',
  ],
  'lib/configuration': [
    'lib/configuration-check',
    'lib/configuration/bot',
    'lib/configuration/bot-document.ts',
    'lib/providers/module.ts',
    'lib/providers/registry.ts',
    'lib/rules',
    'lib/rules/check',
  ],
  handlers: [
    'lib/authorization',
    'lib/aws',
    'lib/configuration/bot-document.ts',
    'lib/flow',
    'lib/model',
    'lib/ports.ts',
    // No back end: which there are is the build's affair.
    'lib/providers/managers-in-scopes.ts',
    'lib/providers/module.ts',
    'lib/providers/scopes.ts',
    'lib/providers/composite.ts',
    'lib/routing',
    'lib/rules',
    'lib/slack',
    'lib/slack/commands',
    'lib/store',
  ],
  'packages/control-plane': [],
  'packages/local-aws': [],
  'packages/local-slack': [],
  simulation: [
    'packages/control-plane',
    'lib/flow',
    'lib/model',
    'lib/ports.ts',
    'lib/providers/registry.ts',
    'lib/providers/proton',
    'lib/rules',
    'lib/rules/check',
    'lib/slack/commands',
    'lib/store',
  ],
  local: ['*'],
  cli: ['*'],
};

/** The packages that a part of the bot may use; parts that are not named here may use any. */
export const mayUse: Readonly<Record<string, readonly string[]>> = {
  'lib/model': [],
  'lib/ports.ts': [],
  'lib/matching': [],
  'lib/rules': ['@marcbachmann/cel-js'],
  'lib/authorization': [],
  'lib/routing': [],
  'lib/flow': [],
  'lib/store': ['@aws-sdk/client-dynamodb'],
  // Proton may be on a host with a key of its own, which is in the Parameter Store. A call that may be repeated has a token, which is a hash.
  'lib/providers/proton': ['@aws-sdk/client-proton', '@aws-sdk/client-ssm', 'node:crypto'],
  'lib/providers/cloudformation': ['@aws-sdk/client-cloudformation'],
  // Types: a manifest loads no client.
  'lib/providers/module.ts': ['@aws-sdk/credential-providers'],
  'lib/providers/registry.ts': [],
  ...Object.fromEntries(providerFolders.map((folder) => [`${folder}/manifest.ts`, []])),
  // What the SDK's own clients are made of.
  'lib/providers/supply-chain': [
    '@aws-sdk/core',
    '@aws-sdk/credential-provider-node',
    '@smithy/core',
    '@smithy/node-http-handler',
    '@smithy/types',
  ],
};

/** Folders inside a part that are entrances of their own, so that who needs only one of them loads only that. */
export const entrances: readonly string[] = [
  'packages/control-plane/src/rehearsal',
  'packages/control-plane/src/standalone',
  'lib/aws/messages',
  'lib/rules/compile',
  'lib/slack/ingress',
  'simulation/demo',
];

/** What is never loaded when a handler runs: checking is done when the bot is built, and tools belong to the local cloud. */
export const buildTimePackages: readonly string[] = ['yaml', 'zod', 'dynalite', 'esbuild', 'fast-check'];

/** Pairs of files that still import each other. The list only gets shorter. */
export const notYetParted: readonly string[] = [];
