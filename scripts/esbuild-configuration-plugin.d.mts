import type { Plugin } from 'esbuild';
import type { ProviderManifest } from '../src/lib/providers/module.ts';

/** Puts the checked configuration into a bundle; see the `.mjs` beside this file. */
export function configurationPlugin(
  paths?: { readonly rules?: string; readonly bot?: string },
  providers?: readonly ProviderManifest[],
): Plugin;

/** As serverless-esbuild wants it: a function that gives the plugins. */
export default function plugins(): Plugin[];
