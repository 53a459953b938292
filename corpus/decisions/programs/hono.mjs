// Routes of a web framework: a path, and the handlers that stand on it.
import { TrieRouter } from 'hono/router/trie-router';
import { pull } from './pull.mjs';

pull((emit) => {
  const router = new TrieRouter();
  for (const path of ['/a/:id', '/a/*', '/b/:x{[0-9]+}/c'])
    router.add('GET', path, (params) => emit([path, { ...params }]));
  for (const path of ['/a/1', '/b/2/c', '/b/x/c']) {
    const [handlers] = router.match('GET', path);
    for (const [handle, params] of handlers) handle(params);
    emit(handlers.length);
  }
});
