/** `@fiberc/transform/analyze`: which functions of a whole program have to be compiled, and why. */
export type { FunctionDecision, ModuleDecisions, ReasonStep } from '../contracts.ts';
export type { ModuleFlow } from '../flow.ts';
export { hashOf } from '../hash.ts';
export {
  type AnalyzeOptions,
  type AsyncResolver,
  analyze,
  analyzeAsync,
  type Barrier,
  type CallGraph,
  type CallGraphEdge,
  type CallTypes,
  changedModules,
  type FactsCache,
  type OpaqueModule,
  type Program,
  type Resolved,
  type Resolver,
  type SourceOffset,
  type SourcePlace,
  type Unresolved,
  type Warning,
} from '../hosts/analyze.ts';
