/** What `new` makes, and what runs when it does: constructors, those of parents, and prototypes. */
import { type Call, give, reach, selfOf, type World } from './calls.ts';
import type { Obj } from './graph.ts';
import { isRuntime, type Kind } from './kinds.ts';

type Class = Extract<Kind, { kind: 'class' }>;

/** Makes an instance: the class's own unit runs the constructor. */
export function construct(object: Obj, kind: Class, call: Call, world: World): void {
  const { graph, edges } = world;
  if (call.reached.has(`class ${object}`)) return;
  call.reached.add(`class ${object}`);
  const receiver = call.receiver ?? selfOf(instanceOf(object, world), world);
  if (call.receiver === null) graph.edge(receiver, call.to);
  edges.push({ unit: call.unit, at: call.at, callee: kind.unit, through: call.through, cell: call.callee, args: null });
  const inner: Call = { ...call, unit: kind.unit, through: 'direct', receiver, base: null };
  graph.edge(receiver, world.unitOf(kind.unit).receiver);
  if (kind.constructs === null) constructParent(kind, inner, world);
  else {
    give(world.unitOf(kind.constructs), inner, world);
    graph.edge(receiver, world.unitOf(kind.constructs).receiver);
    // A constructor may return another object.
    graph.edge(world.unitOf(kind.constructs).result, call.to);
  }
}

/** Runs the constructor of a parent on the receiver of its child. */
export function constructParent({ parent }: Class, call: Call, world: World): void {
  const { graph, objects } = world;
  if (parent === null) return;
  graph.watch(parent, (object) => {
    const kind = objects.kindOf(object);
    if (kind.kind === 'foreign' && call.receiver !== null) graph.edge(call.receiver, world.outside);
    reach(object, { ...call, how: 'new', callee: parent }, world);
  });
}

/** The object that stands for all that `new` of a function or class gives. */
export function instanceOf(object: Obj, world: World): Obj {
  return world.memo(`instance ${object}`, () => {
    const { graph, objects } = world;
    const made = objects.make({ kind: 'instance', isRuntime: isRuntime(objects.kindOf(object)) });
    objects.inherit(made, prototypeOf(object, world));
    graph.watch(objects.field(object, 'prototype'), (prototype) => objects.inherit(made, prototype));
    return made;
  });
}

export function prototypeOf(object: Obj, world: World): Obj {
  const { graph, objects } = world;
  const kind = objects.kindOf(object);
  if (kind.kind === 'group' && kind.sort === 'callable') objects.each(object, (one) => void prototypeOf(one, world));
  if (kind.kind !== 'class' && kind.kind !== 'function' && kind.kind !== 'native') return object;
  return world.memo(`prototype ${object}`, () => {
    const made = objects.make({ kind: 'prototype', isRuntime: isRuntime(kind) });
    graph.add(objects.field(object, 'prototype'), made);
    // Who makes code of a string says `Function`.
    if (kind.kind !== 'native' || kind.name !== 'Function') graph.add(objects.declare(made, 'constructor'), object);
    if (kind.kind === 'class' && kind.parent !== null)
      graph.watch(kind.parent, (parent) => {
        objects.inherit(object, parent);
        objects.inherit(made, prototypeOf(parent, world));
        const own = objects.kindOf(parent).kind === 'group' ? objects.lookup(parent, 'prototype') : objects.field(parent, 'prototype');
        graph.watch(own, (prototype) => objects.inherit(made, prototype));
      });
    return made;
  });
}
