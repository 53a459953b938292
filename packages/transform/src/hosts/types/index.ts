/**
 * What TypeScript's types tell of calls whose callee the analysis has lost sight of, or mixed with others:
 *
 *   interface Shape { area(): number }
 *   class Square implements Shape { area() { … } }
 *   load<Shape>('square').area()        calls Square's `area`, if it is anything of this program
 *   handlers[name](event)               calls a function that fits the type of what is in `handlers`
 *
 * A call `receiver.key()` reaches the functions that the program has under that name, in a class or an object that fits the
 * receiver's type; any other call reaches the functions that fit the type of what is called. Types that say nothing (`any`,
 * `unknown`), or come from elsewhere, tell nothing. Where types are wrong (`any` on the way, casts), so is what they tell.
 */
import type ts from 'typescript';
import type { CallTypes, SourceOffset } from '../analyze.ts';
import { type Families, familiesOf } from './families.ts';
import { createFitting } from './fits.ts';
import { type Member, placeOf, type Table, tableOf } from './table.ts';

/** With so many candidates types do not tell calls apart. */
const MANY = 100;

/**
 * Makes what {@link analyze} takes as `types`.
 *
 * @param typescript the compiler that made `program`
 * @param program whose source files are those of the analysis, under the same names
 */
export function callTypes(typescript: typeof ts, program: ts.Program): CallTypes {
  const checker = program.getTypeChecker();
  // They look at the whole program; many calls need no types.
  let families: Families | null = null;
  const fits = createFitting(typescript, checker, (owner) => {
    families ??= familiesOf(typescript, program);
    return families(owner);
  });
  let table: Table | null = null;
  const candidates = (): Table => {
    table ??= tableOf(typescript, program);
    return table;
  };
  const calls = new Map<ts.SourceFile, ReadonlyMap<string, readonly ts.CallExpression[]>>();
  const known = new Map<ts.Type, Map<string, readonly SourceOffset[] | null>>();

  const callsIn = (source: ts.SourceFile): ReadonlyMap<string, readonly ts.CallExpression[]> => {
    const before = calls.get(source);
    if (before !== undefined) return before;
    const found = new Map<string, ts.CallExpression[]>();
    const visit = (node: ts.Node): void => {
      if (typescript.isCallExpression(node)) {
        const key = `${node.getStart(source)} ${methodOf(node.expression, typescript) ?? ''}`;
        found.set(key, [...(found.get(key) ?? []), node]);
      }
      typescript.forEachChild(node, visit);
    };
    visit(source);
    calls.set(source, found);
    return found;
  };

  const remembered = (type: ts.Type, key: string, find: () => readonly SourceOffset[] | null): readonly SourceOffset[] | null => {
    const before = known.get(type) ?? new Map<string, readonly SourceOffset[] | null>();
    known.set(type, before);
    const found = before.has(key) ? (before.get(key) ?? null) : find();
    before.set(key, found);
    return found;
  };

  const isElsewhere = (node: ts.Node): boolean => {
    const source = node.getSourceFile();
    return source.isDeclarationFile || program.isSourceFileFromExternalLibrary(source);
  };

  const methodsOf = (type: ts.Type, key: string): readonly SourceOffset[] | null => {
    const property = checker.getPropertyOfType(type, key);
    const declarations = property?.declarations ?? [];
    // What the language or a package declares may be anybody's.
    if (property === undefined || declarations.length === 0 || declarations.some(isElsewhere)) return null;
    const wanted = checker.getTypeOfSymbol(property);
    return placesIn(
      (candidates().members.get(key) ?? []).filter(({ owner, value }) =>
        owner === null ? value === null || fits.callable(value, wanted) : fits.object(owner, type),
      ),
    );
  };

  const functionsOf = (type: ts.Type): readonly SourceOffset[] | null => {
    const declarations = type.getCallSignatures().map(({ declaration }) => declaration);
    if (declarations.length === 0 || declarations.some((one) => one === undefined || isElsewhere(one))) return null;
    return placesIn(candidates().functions.filter(({ value }) => value === null || fits.callable(value, type)));
  };

  const typeOf = (node: ts.Expression): ts.Type => checker.getNonNullableType(checker.getApparentType(checker.getTypeAtLocation(node)));

  /** Null: the types do not tell. */
  const reached = ({ expression: called }: ts.CallExpression): readonly SourceOffset[] | null => {
    if (typescript.isPropertyAccessExpression(called) && typescript.isPrivateIdentifier(called.name)) {
      const declared = checker.getSymbolAtLocation(called.name)?.declarations ?? [];
      return declared.length > 0 && declared.every((one) => typescript.isMethodDeclaration(one))
        ? declared.map((one) => placeOf(one as ts.MethodDeclaration))
        : null;
    }
    const key = methodOf(called, typescript);
    const receiver = key === null ? null : typeOf((called as ts.PropertyAccessExpression | ts.ElementAccessExpression).expression);
    if (key !== null && receiver !== null && (fits.isVague(receiver) || checker.getPropertyOfType(receiver, key) !== undefined))
      return fits.isVague(receiver) ? null : remembered(receiver, key, () => methodsOf(receiver, key));
    const type = typeOf(called);
    return fits.isVague(type) ? null : remembered(type, '', () => functionsOf(type));
  };

  return (file, offset, key) => {
    const source = program.getSourceFile(file);
    const found = source && callsIn(source).get(`${offset} ${key ?? ''}`);
    if (found === undefined) return null;
    const all = found.map(reached);
    return all.includes(null) ? null : all.flatMap((places) => places ?? []);
  };
}

/** The name by which a call finds a method; null: it calls what an expression gives. */
function methodOf(called: ts.Expression, typescript: typeof ts): string | null {
  if (typescript.isPropertyAccessExpression(called)) return called.name.text;
  return typescript.isElementAccessExpression(called) && typescript.isStringLiteralLike(called.argumentExpression)
    ? called.argumentExpression.text
    : null;
}

function placesIn(candidates: readonly Member[]): readonly SourceOffset[] | null {
  const places: SourceOffset[] = [];
  for (const { place } of candidates) {
    if (place === null) return null;
    places.push(place);
  }
  return places.length === 0 || places.length > MANY ? null : places;
}
