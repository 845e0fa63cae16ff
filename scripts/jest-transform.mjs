import { transformSync } from 'esbuild';

/** Turns one TypeScript file into the ES module that jest runs. Types are checked by `npm run check`, not here. */
const transformer = {
  process(sourceText, sourcePath) {
    const { code, map } = transformSync(sourceText, {
      loader: sourcePath.endsWith('.tsx') ? 'tsx' : 'ts',
      format: 'esm',
      target: 'node20',
      sourcemap: true,
      sourcefile: sourcePath,
    });
    return { code, map };
  },
};

export default transformer;
