const path = require('node:path');
const { configurationPlugin } = require('./esbuild-configuration-plugin.mjs');

const inertFolders = ['lib', 'handlers/composition'].map((name) => path.join(__dirname, '..', 'src', name) + path.sep);

/**
 * No module of `src/lib`, nor of what puts it together, does anything by being loaded, so what a function does not use of it is left out whole, with what
 * that imports: `notify` has no use for the rule language.
 */
const libraryPlugin = {
  name: 'proton-bot-library',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\// }, ({ path: imported, resolveDir }) => {
      const file = path.resolve(resolveDir, imported);
      return inertFolders.some((folder) => file.startsWith(folder)) ? { path: file, sideEffects: false } : undefined;
    });
  },
};

const boltStub = path.join(__dirname, 'bolt-stub.cjs');

/**
 * How every handler is bundled, for serverless-esbuild and for our own build alike.
 *
 * CommonJS in a `.cjs`: an ESM `.js` breaks on Lambda, and `.mjs` breaks local invocation. `mainFields` picks the SDK's
 * ES modules, which makes a handler half as big. The aliases keep the parts of Bolt out that a Lambda never runs; the stub
 * throws if one is called after all.
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
    },
    plugins: [configurationPlugin(), libraryPlugin],
    legalComments: 'none',
  };
}

module.exports = esbuildOptions;
