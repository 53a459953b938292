/** `@fiberc/transform/node`: the loader for Node, for those who start it themselves, and what else hosts of their own need. It does not load the compiler. */
export {
  compiledIn,
  type Decisions,
  decisionsOf,
  loadDecisions,
  type StoredFunction,
  type StoredModule,
  staleIn,
} from '../hosts/decisions.ts';
export { isDeclaration, isSource, packageOf } from '../hosts/files.ts';
export { openFacts } from '../hosts/node/cache.ts';
export type { RegisterOptions } from '../hosts/node/options.ts';
export { register } from '../hosts/node/register.ts';
export { OptionsError } from '../hosts/options.ts';
export { packageMatcher } from '../hosts/selection.ts';
