// Installs the workspace when it has not been installed for this lockfile yet.
// Runs before the npm scripts, so that `npm test` works on a fresh clone with
// nothing but Node and npm: `npm install` itself cannot read `workspace:*`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

// pnpm installs by itself (`verifyDepsBeforeRun`).
if ((process.env.npm_config_user_agent ?? '').startsWith('pnpm/')) process.exit(0);

const root = new URL('../', import.meta.url);
const { packageManager } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const hash = createHash('sha256')
  .update(readFileSync(new URL('pnpm-lock.yaml', root)))
  .digest('hex');
const stamp = new URL('node_modules/.setup-stamp', root);
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) process.exit(0);

// npm hands its own settings down as npm_*, which pnpm would take for its own.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)),
);
const { status } = spawnSync(`npx --yes ${packageManager} install --frozen-lockfile`, {
  cwd: root,
  stdio: 'inherit',
  env,
  shell: true,
});
if (status !== 0) process.exit(status ?? 1);
mkdirSync(new URL('node_modules/', root), { recursive: true });
writeFileSync(stamp, hash);
