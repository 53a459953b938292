/**
 * TimSort, in the variant that V8 has: where a comparator is inconsistent or has effects, the result and the order of
 * its calls are V8's too. (The language leaves both open. JavaScriptCore merges otherwise.)
 *
 * Runs that are in order are found, or made by insertion up to a minimal length, and merged in pairs. A merge in which
 * one side keeps winning gallops: it looks for the place of the next element in steps that double.
 */
import { append, type Callback, call, copy, copyOf, type List, min } from './intrinsics.ts';

interface State {
  readonly f: Callback;
  readonly list: List;
  /** Where the pending runs begin, and how long they are. */
  readonly bases: number[];
  readonly lengths: number[];
  runs: number;
  /** How often one side has to win in a row before a merge gallops. */
  wins: number;
}

const GALLOP = 7;

/** Sorts a list of our own, without holes and `undefined`. */
export function timsort(f: Callback, list: List, length: number): void {
  if (length < 2) return;
  const state: State = { f, list, bases: [], lengths: [], runs: 0, wins: GALLOP };
  let low = 0;
  let remaining = length;
  const minimal = minimalRun(length);
  while (remaining > 0) {
    let size = takeRun(f, list, low, low + remaining);
    if (size < minimal) {
      const forced = min(remaining, minimal);
      insert(f, list, low, low + size, low + forced);
      size = forced;
    }
    pushRun(state, low, size);
    collapse(state);
    low += size;
    remaining -= size;
  }
  while (state.runs > 1) mergeAt(state, nextForced(state));
}

function minimalRun(length: number): number {
  let n = length;
  let odd = 0;
  while (n >= 64) {
    odd |= n & 1;
    n >>= 1;
  }
  return n + odd;
}

function pushRun(state: State, base: number, length: number): void {
  append(state.bases as unknown as List, state.runs, base);
  append(state.lengths as unknown as List, state.runs, length);
  state.runs++;
}

const lengthAt = ({ lengths }: State, n: number): number => lengths[n] as number;

/** How long the ordered run at `low` is. A descending one is reversed. */
function takeRun(f: Callback, list: List, low: number, high: number): number {
  if (low + 1 === high) return 1;
  let size = 2;
  const descending = +(call(f, undefined, list[low + 1], list[low]) as number) < 0;
  for (let i = low + 2; i < high; i++) {
    const before = +(call(f, undefined, list[i], list[i - 1]) as number) < 0;
    if (before !== descending) break;
    size++;
  }
  if (descending) reverse(list, low, low + size - 1);
  return size;
}

function reverse(list: List, from: number, to: number): void {
  for (let low = from, high = to; low < high; low++, high--) {
    const v = list[low];
    list[low] = list[high];
    list[high] = v;
  }
}

/** Binary insertion of what begins at `start` into the run at `low`. */
function insert(f: Callback, list: List, low: number, start: number, high: number): void {
  for (let i = start; i < high; i++) {
    let left = low;
    let right = i;
    const pivot = list[i];
    while (left < right) {
      const middle = left + ((right - left) >> 1);
      if (+(call(f, undefined, pivot, list[middle]) as number) < 0) right = middle;
      else left = middle + 1;
    }
    for (let p = i; p > left; p--) list[p] = list[p - 1];
    list[left] = pivot;
  }
}

function balanced(state: State, n: number): boolean {
  return n < 2 || lengthAt(state, n - 2) > lengthAt(state, n - 1) + lengthAt(state, n);
}

/** Merges until the lengths of the pending runs grow fast enough towards the first. */
function collapse(state: State): void {
  while (state.runs > 1) {
    let n = state.runs - 2;
    if (!balanced(state, n + 1) || !balanced(state, n)) {
      if (lengthAt(state, n - 1) < lengthAt(state, n + 1)) n--;
    } else if (lengthAt(state, n) > lengthAt(state, n + 1)) break;
    mergeAt(state, n);
  }
}

function nextForced(state: State): number {
  const n = state.runs - 2;
  return n > 0 && lengthAt(state, n - 1) < lengthAt(state, n + 1) ? n - 1 : n;
}

/** Merges the runs `i` and `i + 1`. */
function mergeAt(state: State, i: number): void {
  const { f, list, bases, lengths } = state;
  let baseA = bases[i] as number;
  let lengthA = lengths[i] as number;
  const baseB = bases[i + 1] as number;
  let lengthB = lengths[i + 1] as number;
  lengths[i] = lengthA + lengthB;
  if (i === state.runs - 3) {
    bases[i + 1] = bases[i + 2] as number;
    lengths[i + 1] = lengths[i + 2] as number;
  }
  state.runs--;
  // What is in place already stays where it is.
  const k = gallop(f, list, list[baseB], baseA, lengthA, 0, true);
  baseA += k;
  lengthA -= k;
  if (lengthA === 0) return;
  lengthB = gallop(f, list, list[baseA + lengthA - 1], baseB, lengthB, lengthB - 1, false);
  if (lengthB === 0) return;
  if (lengthA <= lengthB) mergeLow(state, lengthA, baseA, lengthB, baseB);
  else mergeHigh(state, lengthA, baseA, lengthB, baseB);
}

/** Does `x` stand before `key`? What is equal does if `key` goes behind it. */
function precedes(f: Callback, x: unknown, key: unknown, behind: boolean): boolean {
  return behind
    ? !(+(call(f, undefined, key, x) as number) < 0)
    : +(call(f, undefined, x, key) as number) < 0;
}

/** Where `key` belongs in an ordered range: before or behind what is equal to it. The search starts at `hint`. */
function gallop(
  f: Callback,
  list: List,
  key: unknown,
  base: number,
  length: number,
  hint: number,
  behind: boolean,
): number {
  let last = 0;
  let offset = 1;
  if (precedes(f, list[base + hint], key, behind)) {
    const most = length - hint;
    while (offset < most && precedes(f, list[base + hint + offset], key, behind)) {
      last = offset;
      offset = offset * 2 + 1;
    }
    if (offset > most) offset = most;
    last += hint;
    offset += hint;
  } else {
    const most = hint + 1;
    while (offset < most && !precedes(f, list[base + hint - offset], key, behind)) {
      last = offset;
      offset = offset * 2 + 1;
    }
    if (offset > most) offset = most;
    const low = hint - offset;
    offset = hint - last;
    last = low;
  }
  last++;
  while (last < offset) {
    const middle = last + ((offset - last) >> 1);
    if (precedes(f, list[base + middle], key, behind)) last = middle + 1;
    else offset = middle;
  }
  return offset;
}

/** Merges from the left: run A, the shorter one, waits in a list of its own. */
function mergeLow(state: State, sizeA: number, baseA: number, sizeB: number, baseB: number): void {
  const { f, list } = state;
  const waiting = copyOf(list, baseA, sizeA);
  let lengthA = sizeA;
  let lengthB = sizeB;
  let to = baseA;
  let a = 0;
  let b = baseB;
  list[to++] = list[b++];
  lengthB--;
  let { wins } = state;
  merging: while (lengthB > 0 && lengthA > 1) {
    let winsA = 0;
    let winsB = 0;
    while (winsA < wins && winsB < wins) {
      if (+(call(f, undefined, list[b], waiting[a]) as number) < 0) {
        list[to++] = list[b++];
        winsB++;
        winsA = 0;
        if (--lengthB === 0) break merging;
      } else {
        list[to++] = waiting[a++];
        winsA++;
        winsB = 0;
        if (--lengthA === 1) break merging;
      }
    }
    wins++;
    do {
      wins = wins > 2 ? wins - 1 : 1;
      state.wins = wins;
      winsA = gallop(f, waiting, list[b], a, lengthA, 0, true);
      copy(waiting, a, list, to, winsA);
      to += winsA;
      a += winsA;
      lengthA -= winsA;
      if (winsA > 0 && lengthA < 2) break merging;
      list[to++] = list[b++];
      if (--lengthB === 0) break merging;
      winsB = gallop(f, list, waiting[a], b, lengthB, 0, false);
      copy(list, b, list, to, winsB);
      to += winsB;
      b += winsB;
      lengthB -= winsB;
      if (lengthB === 0) break merging;
      list[to++] = waiting[a++];
      if (--lengthA === 1) break merging;
    } while (winsA >= GALLOP || winsB >= GALLOP);
    wins++;
    state.wins = wins;
  }
  if (lengthB > 0 && lengthA === 1) {
    // The last of run A is the last of all.
    copy(list, b, list, to, lengthB);
    list[to + lengthB] = waiting[a];
  } else copy(waiting, a, list, to, lengthA);
}

/** Merges from the right: run B, the shorter one, waits in a list of its own. */
function mergeHigh(state: State, sizeA: number, baseA: number, sizeB: number, baseB: number): void {
  const { f, list } = state;
  const waiting = copyOf(list, baseB, sizeB);
  let lengthA = sizeA;
  let lengthB = sizeB;
  let to = baseB + sizeB - 1;
  let a = baseA + sizeA - 1;
  let b = sizeB - 1;
  list[to--] = list[a--];
  lengthA--;
  let { wins } = state;
  merging: while (lengthA > 0 && lengthB > 1) {
    let winsA = 0;
    let winsB = 0;
    while (winsA < wins && winsB < wins) {
      if (+(call(f, undefined, waiting[b], list[a]) as number) < 0) {
        list[to--] = list[a--];
        winsA++;
        winsB = 0;
        if (--lengthA === 0) break merging;
      } else {
        list[to--] = waiting[b--];
        winsB++;
        winsA = 0;
        if (--lengthB === 1) break merging;
      }
    }
    wins++;
    do {
      wins = wins > 2 ? wins - 1 : 1;
      state.wins = wins;
      winsA = lengthA - gallop(f, list, waiting[b], baseA, lengthA, lengthA - 1, true);
      to -= winsA;
      a -= winsA;
      lengthA -= winsA;
      copy(list, a + 1, list, to + 1, winsA);
      if (lengthA === 0) break merging;
      list[to--] = waiting[b--];
      if (--lengthB === 1) break merging;
      winsB = lengthB - gallop(f, waiting, list[a], 0, lengthB, lengthB - 1, false);
      to -= winsB;
      b -= winsB;
      lengthB -= winsB;
      copy(waiting, b + 1, list, to + 1, winsB);
      if (winsB > 0 && lengthB < 2) break merging;
      list[to--] = list[a--];
      if (--lengthA === 0) break merging;
    } while (winsA >= GALLOP || winsB >= GALLOP);
    wins++;
    state.wins = wins;
  }
  if (lengthA > 0 && lengthB === 1) {
    // The first of run B is the first of all.
    to -= lengthA;
    a -= lengthA;
    copy(list, a + 1, list, to + 1, lengthA);
    list[to] = waiting[b];
  } else copy(waiting, 0, list, to - (lengthB - 1), lengthB);
}
