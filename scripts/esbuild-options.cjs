const { readFile } = require('node:fs/promises');
const path = require('node:path');
const { configurationPlugin } = require('./esbuild-configuration-plugin.mjs');
const { libraryPlugin } = require('./esbuild-library-plugin.cjs');

/** The SDK clients read their version from their `package.json`, and would bring all of it along: 3 KB each. */
const versionPlugin = {
  name: 'proton-bot-sdk-version',
  setup(build) {
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, ({ path: file }) => ({
      contents: JSON.stringify({ version: require(file).version }),
      loader: 'json',
    }));
  },
};

/** Clients that have many errors. */
const clientsWithManyErrors = ['ssm', 'codedeploy', 'codepipeline', 'ecs'];

/**
 * A client registers a class for each error of its service: that of the Parameter Store 140, 70 KB in every bundle that reads one
 * parameter. An error that is not registered has the same name, status and message, and is of the class that all of them extend. The bot
 * knows errors by their names.
 */
const errorClassesPlugin = {
  name: 'proton-bot-error-classes',
  setup(build) {
    const schemas = new RegExp(
      String.raw`[\\/]client-(?:${clientsWithManyErrors.join('|')})[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$`,
    );
    build.onLoad({ filter: schemas }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const error = /^export var \w+\$ = \[-3, n0,[^;]*\];\nn0_registry\.registerError\(.*\);$/gm;
      return { contents: text.replaceAll(error, ''), loader: 'js' };
    });
  },
};

const boltStub = path.join(__dirname, 'bolt-stub.cjs');

/**
 * How every handler is bundled, for serverless-esbuild and for our own build alike.
 *
 * CommonJS in a `.cjs`: an ESM `.js` breaks on Lambda, and `.mjs` breaks local invocation. `mainFields` picks the SDK's
 * ES modules, which makes a handler half as big. The aliases keep out what a Lambda never runs: parts of Bolt, where the stub
 * throws if one is called after all, and all but one of the places where the SDK looks for credentials.
 */
function esbuildOptions() {
  return {
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    outputFileExtension: '.cjs',
    minify: true,
    mainFields: ['module', 'main'],
    // The SDK is bundled: the runtime's own is another version, and slower to load.
    exclude: [],
    alias: {
      express: boltStub,
      '@slack/socket-mode': boltStub,
      '@slack/oauth': boltStub,
      'raw-body': boltStub,
      '@aws-sdk/credential-provider-node': path.join(__dirname, 'function-credentials.mjs'),
    },
    plugins: [configurationPlugin(), libraryPlugin, versionPlugin, errorClassesPlugin],
    legalComments: 'none',
  };
}

module.exports = esbuildOptions;
