/** One function: closures out, evaluation order explicit. */
import type * as t from '@babel/types';
import type { Lowered } from '../contracts.ts';
import { createContext } from './context.ts';
import type { FunctionInfo, ModuleContext } from './function.ts';
import { liftClosures } from './lift.ts';
import { guardReturns } from './returns.ts';
import { lowerBody } from './statements.ts';

export function lowerFunction(info: FunctionInfo, variables: ReadonlyMap<t.Node, readonly string[]>, module: ModuleContext): Lowered {
  liftClosures(info, variables, module);
  guardReturns(info, module);
  const cx = createContext(info, module);
  const body = lowerBody(cx);
  return { name: info.title, body, locals: info.locals, keepsThis: info.keepsThis, driven: cx.driven, points: cx.nextPoint() - 1 };
}
