/** May a value of one type be where the program says another? Type parameters stand for whatever they are given. */
import type ts from 'typescript';
import type { Families } from './families.ts';

export interface Fitting {
  /** May an instance of a class, or of one that inherits from it, be a receiver of a type? */
  readonly object: (owner: ts.Node, receiver: ts.Type) => boolean;
  /** May this function be called as a type says? */
  readonly callable: (owner: ts.Node, callee: ts.Type) => boolean;
  /** Does a type say nothing? */
  readonly isVague: (type: ts.Type) => boolean;
}

export function createFitting(typescript: typeof ts, checker: ts.TypeChecker, families: Families): Fitting {
  const { TypeFlags } = typescript;
  const has = (type: ts.Type, flags: ts.TypeFlags): boolean => (type.flags & flags) !== 0;

  const isVague = (type: ts.Type): boolean =>
    has(type, TypeFlags.Any | TypeFlags.Unknown | TypeFlags.Never | TypeFlags.TypeParameter) ||
    (type.isUnionOrIntersection() && type.types.some(isVague));

  /** Has a type parameters in a place that matters? */
  const isGeneric = (type: ts.Type): boolean =>
    has(type, TypeFlags.TypeParameter | TypeFlags.Conditional | TypeFlags.Index | TypeFlags.IndexedAccess) ||
    (type.isUnionOrIntersection() && type.types.some(isGeneric)) ||
    ((type as ts.TypeReference).target !== undefined && checker.getTypeArguments(type as ts.TypeReference).length > 0) ||
    (type.aliasTypeArguments?.length ?? 0) > 0 ||
    type.getCallSignatures().some((signature) => (signature.typeParameters?.length ?? 0) > 0);

  /** Of an object of a generic type it is only known by which names it has properties. */
  const hasNames = (type: ts.Type, wanted: ts.Type): boolean =>
    wanted.getProperties().every((property) => {
      if ((property.flags & typescript.SymbolFlags.Optional) !== 0) return true;
      return checker.getPropertyOfType(type, property.name) !== undefined;
    });

  /** Of a class what `new` of it gives. */
  const instanceOf = (node: ts.Node): ts.Type => {
    const type = checker.getTypeAtLocation(node);
    return typescript.isClassExpression(node) ? (type.getConstructSignatures()[0]?.getReturnType() ?? type) : type;
  };

  /** What it may be; of an intersection, whose other parts may have been added to an object later, each. */
  const parts = (type: ts.Type): readonly ts.Type[] => (type.isUnionOrIntersection() ? type.types.flatMap(parts) : [type]);

  return {
    isVague,
    object: (owner, receiver) =>
      families(owner).some((node) => {
        const type = instanceOf(node);
        return parts(receiver).some((wanted) =>
          isGeneric(type) || isGeneric(wanted) ? hasNames(type, wanted) : isVague(type) || checker.isTypeAssignableTo(type, wanted),
        );
      }),
    callable(owner, callee) {
      const type = checker.getTypeAtLocation(owner);
      if (isVague(type)) return true;
      return parts(callee).some((wanted) => {
        if (!isGeneric(type) && !isGeneric(wanted) && !hasGenericParts(type, wanted)) return checker.isTypeAssignableTo(type, wanted);
        const [given, needed] = [most(wanted), least(type)];
        return needed <= given;
      });
    },
  };

  /** A signature that speaks of type parameters of a function or class around. */
  function hasGenericParts(...types: readonly ts.Type[]): boolean {
    return types.some((type) =>
      type
        .getCallSignatures()
        .some(
          (signature) =>
            isGeneric(signature.getReturnType()) ||
            signature.getParameters().some((parameter) => isGeneric(checker.getTypeOfSymbol(parameter))),
        ),
    );
  }
}

/** How many arguments a callee of this type may be given. */
const most = (type: ts.Type): number =>
  Math.max(
    ...type.getCallSignatures().map(({ parameters, declaration }) => {
      const last = declaration?.parameters?.at(-1);
      return last && 'dotDotDotToken' in last && last.dotDotDotToken ? Number.POSITIVE_INFINITY : parameters.length;
    }),
  );

/** How many arguments it needs. */
const least = (type: ts.Type): number =>
  Math.min(
    ...type
      .getCallSignatures()
      .map(
        ({ declaration }) =>
          (declaration?.parameters ?? []).filter(
            (one) =>
              !('questionToken' in one && one.questionToken) &&
              !('initializer' in one && one.initializer) &&
              !('dotDotDotToken' in one && one.dotDotDotToken),
          ).length,
      ),
  );
