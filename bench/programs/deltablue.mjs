// DeltaBlue, the incremental solver of constraint hierarchies (Freeman-Benson, Maloney and Borning,
// 1990), written for fiberc after the published algorithm. Variables know which constraint
// determines them and how weak the weakest link behind that is; adding or removing a constraint
// repairs this solution instead of computing a new one; a plan executes the repaired part again
// and again. The two tests have answers that are easy to know.

const REQUIRED = 0;
const STRONG = 2;
const PREFERRED = 3;
const NORMAL = 4;
const WEAKEST = 6;

const NOWHERE = 0;
const FORWARD = 1;
const BACKWARD = 2;

class Variable {
  constructor(value) {
    this.value = value;
    this.constraints = [];
    this.determinedBy = null;
    this.mark = 0;
    this.strength = WEAKEST;
    this.isConstant = true;
  }
}

/** What all constraints have in common. A satisfied one determines exactly one variable. */
class Constraint {
  constructor(planner, strength, left, right, factor, offset) {
    this.planner = planner;
    this.strength = strength;
    this.left = left;
    this.right = right;
    this.factor = factor;
    this.offset = offset;
    this.direction = NOWHERE;
  }

  isInput() {
    return false;
  }

  isSatisfied() {
    return this.direction !== NOWHERE;
  }

  forget() {
    this.direction = NOWHERE;
  }

  install() {
    for (const variable of this.variables()) variable.constraints.push(this);
    this.planner.add(this);
    return this;
  }

  remove() {
    if (this.isSatisfied()) this.planner.remove(this);
    else this.detach();
  }

  detach() {
    for (const variable of this.variables()) {
      variable.constraints.splice(variable.constraints.indexOf(this), 1);
    }
    this.forget();
  }

  /** Tries to hold; returns the constraint that had to give way, or null. */
  satisfy(mark) {
    this.choose(mark);
    if (!this.isSatisfied()) {
      if (this.strength === REQUIRED) throw new Error('a required constraint cannot be satisfied');
      return null;
    }
    this.markInputs(mark);
    const output = this.output();
    const loser = output.determinedBy;
    if (loser !== null) loser.forget();
    output.determinedBy = this;
    if (!this.planner.propagate(this, mark)) throw new Error('the constraints form a cycle');
    output.mark = mark;
    return loser;
  }
}

/** Keeps a variable as it is. */
class Stay extends Constraint {
  variables() {
    return [this.left];
  }

  choose(mark) {
    const { left } = this;
    this.direction = left.mark !== mark && this.strength < left.strength ? FORWARD : NOWHERE;
  }

  markInputs() {}

  inputsKnown() {
    return true;
  }

  output() {
    return this.left;
  }

  derive() {
    this.left.strength = this.strength;
    this.left.isConstant = !this.isInput();
    if (this.left.isConstant) this.execute();
  }

  execute() {}
}

/** A variable that is changed from outside. */
class Edit extends Stay {
  isInput() {
    return true;
  }
}

/** Two variables that have the same value. */
class Equal extends Constraint {
  variables() {
    return [this.left, this.right];
  }

  choose(mark) {
    const { left, right, strength } = this;
    if (left.mark === mark) {
      this.direction = right.mark !== mark && strength < right.strength ? FORWARD : NOWHERE;
    } else if (right.mark === mark) {
      this.direction = strength < left.strength ? BACKWARD : NOWHERE;
    } else if (left.strength > right.strength) {
      this.direction = strength < left.strength ? BACKWARD : NOWHERE;
    } else {
      this.direction = strength < right.strength ? FORWARD : NOWHERE;
    }
  }

  input() {
    return this.direction === FORWARD ? this.left : this.right;
  }

  output() {
    return this.direction === FORWARD ? this.right : this.left;
  }

  markInputs(mark) {
    this.input().mark = mark;
  }

  inputsKnown(mark) {
    const input = this.input();
    return input.mark === mark || input.isConstant || input.determinedBy === null;
  }

  derive() {
    const input = this.input();
    const output = this.output();
    output.strength = Math.max(this.strength, input.strength);
    output.isConstant = input.isConstant;
    if (output.isConstant) this.execute();
  }

  execute() {
    this.output().value = this.input().value;
  }
}

/** right = left * factor + offset; factor and offset are read only. */
class Scale extends Equal {
  variables() {
    return [this.left, this.right, this.factor, this.offset];
  }

  markInputs(mark) {
    this.input().mark = mark;
    this.factor.mark = mark;
    this.offset.mark = mark;
  }

  derive() {
    const input = this.input();
    const output = this.output();
    output.strength = Math.max(this.strength, input.strength);
    output.isConstant = input.isConstant && this.factor.isConstant && this.offset.isConstant;
    if (output.isConstant) this.execute();
  }

  execute() {
    const { left, right, factor, offset } = this;
    if (this.direction === FORWARD) right.value = left.value * factor.value + offset.value;
    else left.value = (right.value - offset.value) / factor.value;
  }
}

class Planner {
  constructor() {
    this.mark = 0;
  }

  add(constraint) {
    const mark = ++this.mark;
    let loser = constraint.satisfy(mark);
    while (loser !== null) loser = loser.satisfy(mark);
  }

  remove(constraint) {
    const output = constraint.output();
    constraint.forget();
    constraint.detach();
    const unsatisfied = this.retract(output);
    for (let strength = REQUIRED; strength <= WEAKEST; strength++) {
      for (const candidate of unsatisfied) {
        if (candidate.strength === strength) this.add(candidate);
      }
    }
  }

  /** Tells everything downstream of a constraint what it determines now. */
  propagate(constraint, mark) {
    const todo = [constraint];
    while (todo.length > 0) {
      const next = todo.pop();
      if (next.output().mark === mark) {
        this.remove(constraint);
        return false;
      }
      next.derive();
      this.addConsumers(next.output(), todo);
    }
    return true;
  }

  /** Makes a variable undetermined; returns the constraints that may now have a chance. */
  retract(variable) {
    variable.determinedBy = null;
    variable.strength = WEAKEST;
    variable.isConstant = true;
    const unsatisfied = [];
    const todo = [variable];
    while (todo.length > 0) {
      const next = todo.pop();
      for (const constraint of next.constraints) {
        if (!constraint.isSatisfied()) unsatisfied.push(constraint);
        else if (constraint !== next.determinedBy) {
          constraint.derive();
          todo.push(constraint.output());
        }
      }
    }
    return unsatisfied;
  }

  addConsumers(variable, todo) {
    const { determinedBy } = variable;
    for (const constraint of variable.constraints) {
      if (constraint !== determinedBy && constraint.isSatisfied()) todo.push(constraint);
    }
  }

  /** The constraints to execute, in order, whenever one of the inputs has changed. */
  plan(inputs) {
    const mark = ++this.mark;
    const plan = [];
    const todo = inputs.filter((input) => input.isInput() && input.isSatisfied());
    while (todo.length > 0) {
      const next = todo.pop();
      const output = next.output();
      if (output.mark !== mark && next.inputsKnown(mark)) {
        plan.push(next);
        output.mark = mark;
        this.addConsumers(output, todo);
      }
    }
    return plan;
  }
}

function execute(plan) {
  for (const constraint of plan) constraint.execute();
}

/** A long chain of equal variables; the first is edited, and the last has to follow. */
function chain(length) {
  const planner = new Planner();
  const variables = Array.from({ length: length + 1 }, () => new Variable(0));
  for (let i = 0; i < length; i++) {
    new Equal(planner, REQUIRED, variables[i], variables[i + 1]).install();
  }
  const stay = new Stay(planner, STRONG, variables[length]).install();
  const edit = new Edit(planner, PREFERRED, variables[0]).install();
  // The stay is stronger, so that the edit has no chance until it is gone.
  stay.remove();
  const plan = planner.plan([edit]);
  for (let value = 0; value < 100; value++) {
    variables[0].value = value;
    execute(plan);
    if (variables[length].value !== value) throw new Error('the chain is broken');
  }
  edit.remove();
  return plan.length;
}

/** Many pairs of points on both sides of a projection, which is changed from every side. */
function projection(count) {
  const planner = new Planner();
  const factor = new Variable(10);
  const offset = new Variable(1000);
  const pairs = [];
  for (let i = 0; i < count; i++) {
    const from = new Variable(i);
    const to = new Variable(i);
    new Stay(planner, NORMAL, from).install();
    new Scale(planner, REQUIRED, from, to, factor, offset).install();
    pairs.push({ from, to });
  }
  const change = (variable, value) => {
    const edit = new Edit(planner, PREFERRED, variable).install();
    const plan = planner.plan([edit]);
    for (let i = 0; i < 10; i++) {
      variable.value = value;
      execute(plan);
    }
    edit.remove();
  };
  const { from, to } = pairs[count - 1];
  change(from, 17);
  if (to.value !== 1170) throw new Error('projected forwards wrongly');
  change(to, 1050);
  if (from.value !== 5) throw new Error('projected backwards wrongly');
  let sum = 0;
  change(factor, 5);
  for (const pair of pairs.slice(0, -1)) sum += pair.to.value;
  change(offset, 2000);
  for (const pair of pairs.slice(0, -1)) sum += pair.to.value;
  return sum;
}

const length = 2000;

/** The chain executes one constraint for each link and the edit; the sums are those of both lines. */
export const expected = length + 1 + (length - 1) * (3000 + 5 * (length - 2));

export function run() {
  let result = 0;
  for (let i = 0; i < 12; i++) result = chain(length) + projection(length);
  return result;
}
