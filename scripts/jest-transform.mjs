import { transformSync } from 'esbuild';
import { chosenMutant, mutate } from './mutants.mjs';

const mutant = chosenMutant();

/** Turns one TypeScript file into the ES module that jest runs. Types are checked by `npm run check`, not here. */
const transformer = {
  process(sourceText, sourcePath) {
    const isMutated = mutant && sourcePath.replaceAll('\\', '/').endsWith(mutant.file);
    const { code, map } = transformSync(isMutated ? mutate(mutant, sourceText) : sourceText, {
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
