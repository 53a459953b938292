// Martin Richards' simulation of an operating system's kernel, written for fiberc after its
// published description: six tasks pass packets to each other under a priority scheduler. The
// counts of queued packets and of holds are known for each length of a run.

const IDLE = 0;
const WORKER = 1;
const HANDLER_A = 2;
const HANDLER_B = 3;
const DEVICE_A = 4;
const DEVICE_B = 5;

const FOR_DEVICE = 0;
const FOR_WORKER = 1;
const WORDS = 4;

class Packet {
  constructor(next, owner, kind) {
    this.next = next;
    this.owner = owner;
    this.kind = kind;
    this.position = 0;
    this.words = [0, 0, 0, 0];
  }

  /** The queue with this packet as its last one. */
  appendedTo(queue) {
    this.next = null;
    if (queue === null) return this;
    let last = queue;
    while (last.next !== null) last = last.next;
    last.next = this;
    return queue;
  }
}

class Task {
  constructor(kernel, id, priority, input) {
    this.kernel = kernel;
    this.id = id;
    this.priority = priority;
    this.input = input;
    this.waiting = true;
    this.held = false;
    this.next = null;
  }

  isBlocked() {
    return this.held || (this.waiting && this.input === null);
  }

  /** Runs the task until it gives the processor to the task that is returned. */
  dispatch() {
    let packet = null;
    if (this.waiting && this.input !== null) {
      packet = this.input;
      this.input = packet.next;
      this.waiting = false;
    }
    return this.work(packet);
  }

  /** Takes a packet; the one of the two tasks that is more urgent goes on. */
  accept(packet, sender) {
    const wasIdle = this.input === null;
    this.input = packet.appendedTo(this.input);
    return wasIdle && this.priority > sender.priority ? this : sender;
  }
}

class IdleTask extends Task {
  static start(kernel, count) {
    const task = new IdleTask(kernel, IDLE, 0, null);
    task.waiting = false;
    task.seed = 1;
    task.count = count;
    return task;
  }

  work() {
    this.count--;
    if (this.count === 0) return this.kernel.hold();
    if ((this.seed & 1) === 0) {
      this.seed >>= 1;
      return this.kernel.release(DEVICE_A);
    }
    this.seed = (this.seed >> 1) ^ 0xd008;
    return this.kernel.release(DEVICE_B);
  }
}

class WorkerTask extends Task {
  static start(kernel, input) {
    const task = new WorkerTask(kernel, WORKER, 1000, input);
    task.receiver = HANDLER_A;
    task.letter = 0;
    return task;
  }

  work(packet) {
    if (packet === null) return this.kernel.wait();
    this.receiver = this.receiver === HANDLER_A ? HANDLER_B : HANDLER_A;
    packet.owner = this.receiver;
    packet.position = 0;
    for (let i = 0; i < WORDS; i++) {
      this.letter = this.letter === 26 ? 1 : this.letter + 1;
      packet.words[i] = this.letter;
    }
    return this.kernel.send(packet);
  }
}

class HandlerTask extends Task {
  static start(kernel, id, priority, input) {
    const task = new HandlerTask(kernel, id, priority, input);
    task.jobs = null;
    task.devices = null;
    return task;
  }

  work(packet) {
    if (packet !== null) {
      if (packet.kind === FOR_WORKER) this.jobs = packet.appendedTo(this.jobs);
      else this.devices = packet.appendedTo(this.devices);
    }
    const job = this.jobs;
    if (job === null) return this.kernel.wait();
    if (job.position >= WORDS) {
      this.jobs = job.next;
      return this.kernel.send(job);
    }
    const device = this.devices;
    if (device === null) return this.kernel.wait();
    this.devices = device.next;
    device.position = job.words[job.position];
    job.position++;
    return this.kernel.send(device);
  }
}

class DeviceTask extends Task {
  static start(kernel, id, priority) {
    const task = new DeviceTask(kernel, id, priority, null);
    task.pending = null;
    return task;
  }

  work(packet) {
    if (packet !== null) {
      this.pending = packet;
      return this.kernel.hold();
    }
    const done = this.pending;
    if (done === null) return this.kernel.wait();
    this.pending = null;
    return this.kernel.send(done);
  }
}

class Kernel {
  constructor() {
    this.tasks = [];
    this.first = null;
    this.running = null;
    this.sent = 0;
    this.holds = 0;
  }

  add(task) {
    task.next = this.first;
    this.first = task;
    this.tasks[task.id] = task;
  }

  schedule() {
    this.running = this.first;
    while (this.running !== null) {
      const task = this.running;
      this.running = task.isBlocked() ? task.next : task.dispatch();
    }
  }

  wait() {
    this.running.waiting = true;
    return this.running;
  }

  hold() {
    this.holds++;
    this.running.held = true;
    return this.running.next;
  }

  release(id) {
    const task = this.tasks[id];
    task.held = false;
    return task.priority > this.running.priority ? task : this.running;
  }

  send(packet) {
    const receiver = this.tasks[packet.owner];
    this.sent++;
    packet.owner = this.running.id;
    return receiver.accept(packet, this.running);
  }
}

function packets(count, owner, kind) {
  let queue = null;
  for (let i = 0; i < count; i++) queue = new Packet(queue, owner, kind);
  return queue;
}

function simulate(count) {
  const kernel = new Kernel();
  kernel.add(IdleTask.start(kernel, count));
  kernel.add(WorkerTask.start(kernel, packets(2, WORKER, FOR_WORKER)));
  kernel.add(HandlerTask.start(kernel, HANDLER_A, 2000, packets(3, DEVICE_A, FOR_DEVICE)));
  kernel.add(HandlerTask.start(kernel, HANDLER_B, 3000, packets(3, DEVICE_B, FOR_DEVICE)));
  kernel.add(DeviceTask.start(kernel, DEVICE_A, 4000));
  kernel.add(DeviceTask.start(kernel, DEVICE_B, 5000));
  kernel.schedule();
  return kernel.sent * 100_000 + kernel.holds;
}

/** 23246 packets sent, 9297 holds: the published counts for 10,000 rounds of the idle task. */
export const expected = 2324609297;

export function run() {
  let result = 0;
  for (let i = 0; i < 40; i++) result = simulate(10_000);
  return result;
}
