/** A program under a debugger: the Chrome DevTools Protocol, whether Node speaks it or Chromium. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type Browser, type CDPSession, chromium } from 'playwright-core';

/** What the protocol says, as far as it is read here. Lines and columns count from 0. */
export interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

export interface RemoteObject {
  readonly type: string;
  readonly value?: unknown;
  readonly description?: string;
  readonly objectId?: string;
}

export interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly functionLocation?: Location;
  readonly location: Location;
  readonly url: string;
  readonly scopeChain: readonly { readonly type: string; readonly object: RemoteObject }[];
}

export interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL?: string;
}

export interface Paused {
  readonly callFrames: readonly CallFrame[];
  readonly reason: string;
  readonly hitBreakpoints?: readonly string[];
  readonly data?: { readonly scriptId?: string; readonly description?: string };
}

/** What the debugger is told, in order. */
export type Event =
  | { readonly kind: 'script'; readonly script: Script }
  | { readonly kind: 'paused'; readonly paused: Paused }
  /** All that was loaded before the program has been told. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended' };

export interface Inspector {
  readonly send: (method: string, params?: object) => Promise<Record<string, unknown>>;
  /** The next thing that has happened. */
  readonly next: () => Promise<Event>;
  /** Loads what has to be known before the program begins. */
  readonly prepare: () => Promise<void>;
  /** Lets the program begin. */
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Engine {
  readonly name: string;
  /** @param folder what {@link writeProgram} has made */
  readonly open: (folder: string) => Promise<Inspector>;
  readonly close: () => Promise<void>;
}

/** Events wait until somebody asks for them. */
function queue(): { readonly put: (event: Event) => void; readonly next: () => Promise<Event> } {
  const events: Event[] = [];
  const waiting: ((event: Event) => void)[] = [];
  return {
    put: (event) => {
      const first = waiting.shift();
      if (first) first(event);
      else events.push(event);
    },
    next: async () => events.shift() ?? new Promise((done) => waiting.push(done)),
  };
}

const tell = (put: (event: Event) => void, method: string, params: unknown): void => {
  if (method === 'Debugger.scriptParsed') put({ kind: 'script', script: params as Script });
  if (method === 'Debugger.paused') put({ kind: 'paused', paused: params as Paused });
  // Node says so before it waits for the debugger to go away.
  if (method === 'Runtime.executionContextDestroyed') put({ kind: 'ended' });
};

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export function nodeEngine(name: string, node: string): Engine {
  const open = async (folder: string): Promise<Inspector> => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child: ChildProcess = spawn(node, ['--inspect-brk=127.0.0.1:0', 'program.mjs'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const address = await new Promise<string>((done, fail) => {
      let said = '';
      child.stderr?.on('data', (text) => {
        said += text;
        const found = /ws:\/\/\S+/.exec(said);
        if (found) done(found[0]);
      });
      child.once('exit', () => fail(new Error(`${name} has ended: ${said}`)));
    });
    const socket = new WebSocket(address);
    await new Promise((done, fail) => {
      socket.onopen = done;
      socket.onerror = fail;
    });
    const { put, next } = queue();
    const asked = new Map<number, (answer: Answer) => void>();
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) asked.get(answer.id)?.(answer);
      else if (answer.method !== undefined) tell(put, answer.method, answer.params);
    };
    socket.onclose = () => put({ kind: 'ended' });
    let id = 0;
    const send: Inspector['send'] = async (method, params = {}) => {
      id++;
      const answer = new Promise<Answer>((done) => asked.set(id, done));
      socket.send(JSON.stringify({ id, method, params }));
      const { result, error } = await answer;
      if (error) throw new Error(`${method}: ${error.message}`);
      return result ?? {};
    };
    return {
      send,
      next,
      // It waits in front of the program, with all modules loaded.
      prepare: async () => put({ kind: 'ready' }),
      start: async () => {
        await send('Runtime.runIfWaitingForDebugger');
      },
      close: async () => {
        const gone = child.exitCode === null && new Promise((done) => child.once('exit', done));
        child.kill('SIGKILL');
        await gone;
      },
    };
  };
  return { name, open, close: async () => undefined };
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.mjs': 'text/javascript',
  '.map': 'application/json',
};

/** @param root what paths of the server begin with that are not in the folder: the built packages */
export async function chromiumEngine(executablePath: string, root: string): Promise<Engine> {
  let folder = '';
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = path.startsWith('/packages/') ? join(root, path) : join(folder, path);
    const type = TYPES[extname(file)];
    if (type === undefined || !existsSync(file)) response.writeHead(404).end();
    else response.setHeader('content-type', type).end(readFileSync(file));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const name = `Chromium ${browser.version().split('.')[0]}`;
  return {
    name,
    open: async (program) => {
      folder = program;
      const page = await browser.newPage();
      const session: CDPSession = await page.context().newCDPSession(page);
      const { put, next } = queue();
      await page.goto(`${home}/index.html`);
      for (const method of ['Debugger.scriptParsed', 'Debugger.paused'] as const)
        session.on(method, (params) => tell(put, method, params));
      const send = session.send.bind(session) as unknown as Inspector['send'];
      return {
        send,
        next,
        // Chromium does not answer `Debugger.setBlackboxedRanges` while it has paused, so the runtime comes first.
        prepare: async () => {
          const names = ['', '/abi', '/stack', '/builtins'];
          const loading = names.map((name) => `import('@fiberc/runtime${name}')`);
          const expression = `Promise.all([${loading.join()}]).then(() => undefined)`;
          await send('Runtime.evaluate', { expression, awaitPromise: true });
          put({ kind: 'ready' });
        },
        start: async () => {
          // Not awaited: it pauses.
          send('Runtime.evaluate', {
            expression: "import('./program.mjs').catch(() => undefined)",
            awaitPromise: true,
          }).then(
            () => put({ kind: 'ended' }),
            () => put({ kind: 'ended' }),
          );
        },
        close: async () => page.close(),
      };
    },
    close: async () => {
      await browser.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
