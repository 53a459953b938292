/**
 * All that compiled code may call at run time, under a version.
 * A member may be added within a version; none may change its meaning.
 */

import { accessed, accessor } from './accessors.ts';
import { asGenerator, superOf } from './activations.ts';
import { asyncGenerator, awaiting, delegateAsync, give } from './async-generators.ts';
import { ofAsync, openAsync, openedAsync } from './async-iteration.ts';
import { call, through, via } from './call.ts';
import {
  bindThis,
  derived,
  identity,
  parent,
  superConstruct,
  superDelete,
  superGet,
  superRef,
  thisOf,
} from './classes.ts';
import { register as registerCopy } from './copies.ts';
import { cap2, cap4, cap8, capN, caught, Q, register, S } from './core.ts';
import { FiberError } from './errors.ts';
import { asyncFunction, asyncGeneratorFunction, generator, generatorFunction } from './flavours.ts';
import { delegate, held, resumeAlso, resuming, woken } from './generators.ts';
import {
  anonymous,
  bindHere,
  bound,
  construct,
  derives,
  makeProxy,
  proxied,
  reflected,
  reflects,
  rename,
  uncurried,
} from './identity.ts';
import { assignable, defined, rest, tail, unassignable } from './patterns.ts';
import { finished, leftAsync, returned } from './returns.ts';
import {
  advance,
  advanced,
  append,
  close,
  closed,
  constant,
  END,
  key,
  keys,
  next,
  of,
  opened,
  opener,
  present,
  propertyKey,
  skip,
  skipped,
  T,
  tdz,
} from './support.ts';

import { disposed, disposing, failed, resources, use, useAsync } from './using.ts';
import { within } from './within.ts';

/** The version of the protocol between compiled code and this module. */
export const VERSION = 1;

const abi = Object.freeze({
  S,
  Q,
  cap2,
  cap4,
  cap8,
  capN,
  construct,
  reflects,
  reflected,
  through,
  via,
  call,
  caught,
  of,
  next,
  append,
  close,
  closed,
  keys,
  present,
  key,
  propertyKey,
  T,
  tdz,
  constant,
  bound,
  proxied,
  rest,
  tail,
  defined,
  unassignable,
  assignable,
  opener,
  opened,
  rename,
  anonymous,
  advance,
  bind: bindHere,
  uncurried,
  proxy: makeProxy,
  advanced,
  skip,
  skipped,
  END,
  superGet,
  superRef,
  superDelete,
  held,
  woken,
  resuming,
  resumeAlso,
  delegate,
  accessor,
  accessed,
  asyncFunction,
  generatorFunction,
  generator,
  superConstruct,
  parent,
  derives,
  identity,
  thisOf,
  bindThis,
  derived,
  asyncGeneratorFunction,
  asyncGenerator,
  await: awaiting,
  give,
  delegateAsync,
  ofAsync,
  openAsync,
  openedAsync,
  resources,
  use,
  useAsync,
  disposing,
  failed,
  disposed,
  returned,
  finished,
  leftAsync,
  asGenerator,
  superOf,
  within,
});

/** The names for compiled code. */
export type Abi = typeof abi;

/** First statement of every compiled module. */
export const load = (version: number): Abi => {
  if (version !== VERSION)
    throw new FiberError(
      `this module was compiled for version ${version} of the fiber protocol, the runtime has version ${VERSION}. ` +
        'Use the same release of @fiberc/transform and @fiberc/runtime',
      'ERR_FIBER_ABI',
    );
  register();
  registerCopy();
  return abi;
};
