/** Whether code is strict. */
import type { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';

const isUseStrict = (directive: t.Directive): boolean => directive.value.value === 'use strict';

export const isStrictCode = (path: NodePath): boolean =>
  path.find(
    (up) =>
      up.isClass() ||
      (up.isProgram() && (up.node.sourceType === 'module' || up.node.directives.some(isUseStrict))) ||
      (up.isFunction() && up.node.body.type === 'BlockStatement' && up.node.body.directives.some(isUseStrict)),
  ) !== null;
