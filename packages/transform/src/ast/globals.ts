/** What a script declares with `var` and `function` are properties of the global object: other scripts can replace them. */
import type { Binding } from '@babel/traverse';

/** Whether others than this source can assign the variable. */
export const isGlobal = (binding: Binding, isScript: boolean): boolean =>
  isScript && binding.scope.path.isProgram() && ((binding.kind as string) === 'var' || (binding.kind as string) === 'hoisted');
