import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  expected,
  expectedOther,
  installProject,
  type Project,
  removeProject,
  run,
} from './project.ts';

const browsers = [
  {
    name: 'Chromium',
    command: '/usr/bin/chromium-headless-shell',
    args: (profile: string) => [
      '--no-sandbox',
      `--user-data-dir=${profile}`,
      '--remote-debugging-port=0',
    ],
  },
  {
    name: 'Firefox',
    command: '/usr/bin/firefox-esr',
    args: (profile: string) => ['--headless', '--no-remote', '--profile', profile],
  },
];
for (const { name, command } of browsers)
  if (!existsSync(command)) console.warn(`skipped: ${name} is not installed (${command})`);

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html' };
const SAYS = `const lines = [];
console.log = (...values) => lines.push(values.map(String).join(' '));
addEventListener('error', (event) => console.log('error', event.message));
let evaluated = 'allowed';
try { (0, eval)('1'); } catch { evaluated = 'refused'; }
await import('./main.js').catch((error) => console.log(error.stack));
await import('./other.js').catch((error) => console.log(error.stack));
await fetch('/result', { method: 'POST', body: JSON.stringify({ evaluated, output: lines.join('\\n') + '\\n' }) });
`;

let project: Project;
let out: string;
beforeAll(() => {
  project = installProject();
  out = join(project.folder, 'out');
  const built = run(
    process.execPath,
    [join(import.meta.dirname, 'bundlers.mjs'), 'vite', project.app, out, 'production'],
    project.app,
  );
  expect(built.status, built.stderr).toBe(0);
  expect(readdirSync(out)).toContain('main.js');
});
afterAll(() => removeProject(project));

test.for(browsers)(
  '$name, under a policy without unsafe-eval',
  async ({ command, args }, { skip }) => {
    if (!existsSync(command)) skip();
    let tell: (result: string) => void = () => undefined;
    const told = new Promise<string>((done) => {
      tell = done;
    });
    const server = createServer(async (request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      if (request.method === 'POST') {
        let body = '';
        for await (const chunk of request) body += chunk;
        response.end();
        tell(body);
        return;
      }
      const file = join(out, path);
      const text =
        path === '/'
          ? '<!doctype html><script type="module" src="/says.js"></script>'
          : path === '/says.js'
            ? SAYS
            : existsSync(file)
              ? readFileSync(file)
              : null;
      if (text === null) response.statusCode = 404;
      response.setHeader(
        'content-type',
        TYPES[path === '/' ? '.html' : extname(path)] ?? 'text/plain',
      );
      response.setHeader(
        'content-security-policy',
        "default-src 'none'; script-src 'self'; connect-src 'self'",
      );
      response.end(text ?? '');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const profile = mkdtempSync(join(tmpdir(), 'fiberc-browser-'));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const child: ChildProcess = spawn(command, [...args(profile), address], { stdio: 'ignore' });
    try {
      const { evaluated, output } = JSON.parse(await told) as {
        readonly evaluated: string;
        readonly output: string;
      };
      expect(evaluated).toBe('refused');
      const places = (text: string): string => text.replaceAll(/^(?:at .*|.*@.*:\d+:\d+)$/gm, 'at');
      expect(places(output)).toBe(places(expected + expectedOther));
    } finally {
      child.kill('SIGKILL');
      server.close();
      server.closeAllConnections();
      await new Promise((done) => child.once('exit', done));
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  },
);
