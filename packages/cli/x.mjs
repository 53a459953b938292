import { load as $load } from '@fiberc/runtime/abi';

const { S: $S, cap4: $cap4, cap2: $cap2, call: $call } = $load(1);

import { current, Fiber } from '@fiberc/runtime';

const main = current();
function leaf(x) {
  const $1 = main;
  const $2 = $1.switch;
  const $3 = $call($2, $1, x);
  if ($3 === $S) return $cap2(leaf$r, 1, leaf, $2, this, 0); // suspension point 1
  return $3;
}
function walk(t) {
  if (!t) return;
  if (walk(t.l) === $S) return $cap2(walk$r, 1, walk, walk, this, t); // suspension point 1
  if (leaf(t.v) === $S) return $cap2(walk$r, 2, walk, leaf, this, t); // suspension point 2
  if (walk(t.r) === $S) return $cap2(walk$r, 3, walk, walk, this, 0); // suspension point 3
}
const tree = (a, b) => {
  let $1 = void 0;
  if (a > b) {
    $1 = null;
  } else {
    const $2 = tree$arrow(a, b);
    const $3 = $2((a + b) >> 1);
    if ($3 === $S) return $cap2(tree$r, 1, tree, $2, 0, 0); // suspension point 1
    $1 = $3;
  }
  return $1;
};
const t = tree(1, 15);
let $self$1;
const f = new Fiber(
  ($self$1 =
    (0,
    () => {
      if (walk(t) === $S) return $cap2(anonymous$r$1, 1, $self$1, walk, 0, 0); // suspension point 1
      return 'end';
    })),
);
const out = [];
for (;;) {
  const v = f.switch();
  if (!f.isAlive()) break;
  out.push(v);
}
console.log(out.join());
let $self$2;
const g = new Fiber(
  ($self$2 =
    (0,
    function (n) {
      let s = 0;
      for (let i = 0; i < n; i++) {
        const $1 = leaf(i);
        if ($1 === $S) return $cap4(anonymous$r, 1, $self$2, leaf, this, i, s, n); // suspension point 1
        s = s + $1;
      }
      return s;
    })),
  [1e6],
);
const t0 = performance.now();
g.switch();
while (g.isAlive()) g.switch(2);
console.log(performance.now() - t0, 'ns/switch pair/1e6 ms');
function anonymous$r($f, $v, $t) {
  let n = $f.s3,
    s = $f.s2,
    i = $f.s1,
    $this = $f.s0,
    $1,
    $k = $f.k,
    $self$2 = $f.fn;
  if ($t) throw $v;
  // resume point 1
  $k = 0;
  $1 = $v;
  s = s + $1;
  i++;
  for (; i < n; i++) {
    if (($v = leaf(i)) === $S) return $cap4(anonymous$r, 1, $self$2, leaf, $this, i, s, n);
    $1 = $v;
    s = s + $1;
  }
  return s;
}
function anonymous$r$1($f, $v, $t) {
  if ($t) throw $v;
  return 'end';
}
function anonymous$r$2($f, $v, $t) {
  let m = $f.s1,
    b = $f.s0,
    $1 = $f.s0,
    $tree$1,
    $2,
    $k = $f.k,
    $self = $f.fn;
  if ($t) throw $v;
  switch ($k) {
    case 1:
      // resume point 1
      $k = 0;
      $1 = $v;
      $tree$1 = tree;
      if (($v = $tree$1(m + 1, b)) === $S) return $cap2(anonymous$r$2, 2, $self, $tree$1, $1, m);
    case 2:
      // resume point 2
      $k = 0;
      $2 = $v;
  }
  return {
    l: $1,
    v: m,
    r: $2,
  };
}
function tree$arrow(a, b) {
  const $self =
    (0,
    (m) => {
      const $tree = tree;
      const $1 = $tree(a, m - 1);
      if ($1 === $S) return $cap2(anonymous$r$2, 1, $self, $tree, b, m); // suspension point 1
      const $tree$1 = tree;
      const $2 = $tree$1(m + 1, b);
      if ($2 === $S) return $cap2(anonymous$r$2, 2, $self, $tree$1, $1, m); // suspension point 2
      return {
        l: $1,
        v: m,
        r: $2,
      };
    });
  return $self;
}
function tree$r($f, $v, $t) {
  let $1,
    $3,
    $k = $f.k;
  if ($t) throw $v;
  // resume point 1
  $k = 0;
  $3 = $v;
  $1 = $3;
  return $1;
}
function walk$r($f, $v, $t) {
  let t = $f.s1,
    $this = $f.s0,
    $k = $f.k;
  if ($t) throw $v;
  switch ($k) {
    case 1:
      // resume point 1
      $k = 0;
      if (($v = leaf(t.v)) === $S) return $cap2(walk$r, 2, walk, leaf, $this, t);
    case 2:
      // resume point 2
      $k = 0;
      if (($v = walk(t.r)) === $S) return $cap2(walk$r, 3, walk, walk, $this, 0);
    case 3:
      // resume point 3
      $k = 0;
  }
}
function leaf$r($f, $v, $t) {
  let $3;
  if ($t) throw $v;
  $3 = $v;
  return $3;
}
