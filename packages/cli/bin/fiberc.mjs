#!/usr/bin/env node
// A file of its own, so that installing can link the command before anything is built.
import * as module from 'node:module';

// Half of what a small job costs is to read the compiler. Node 20 cannot keep what it has read.
module.enableCompileCache?.();
await import('../dist/main.mjs');
