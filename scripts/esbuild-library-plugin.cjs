const path = require('node:path');

const inertFolders = ['lib', 'handlers/composition'].map((name) => path.join(__dirname, '..', 'src', name) + path.sep);

/**
 * No module of `src/lib`, nor of what puts it together, does anything by being loaded. So what a function or a command does not use
 * of it is left out whole, with what that imports: `notify` has no use for the rule language, and `npm start` none for AWS's clients.
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

module.exports = { libraryPlugin };
