export type { EventPattern } from './compile.ts';
export { compileEventPattern } from './compile.ts';
export { InvalidEventPatternError } from './matchers.ts';
