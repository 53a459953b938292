// Runs in the realm of a test, before everything else: what the host has to offer (test262's INTERPRETING.md).
// Only strings cross over from the host, so that each object that a test sees belongs to its own realm.
(host) => {
  const method = (object, key, value) =>
    Object.defineProperty(object, key, { value, writable: true, configurable: true });
  const $262 = {
    global: globalThis,
    gc: () => host.gc(),
    createRealm: () => host.createRealm(),
    detachArrayBuffer(buffer) {
      const message = host.detach(buffer);
      if (message !== null) throw new TypeError(message);
      return null;
    },
    evalScript(source) {
      const { syntax, value } = host.evalScript(String(source));
      if (syntax !== undefined) throw new SyntaxError(syntax);
      return value;
    },
    agent: {
      start: (script) => host.agents.start(String(script)),
      broadcast: (buffer, number) => host.agents.broadcast(buffer, number),
      getReport: () => host.agents.report(),
      sleep: (ms) => host.agents.sleep(Number(ms)),
      monotonicNow: () => host.now(),
    },
  };
  Object.defineProperty($262, 'IsHTMLDDA', { get: host.htmldda, configurable: true });
  method(globalThis, '$262', $262);
  method(globalThis, 'print', (message) => host.print(String(message)));
  method(globalThis, 'setTimeout', (f, ms) => host.setTimeout(() => f(), ms));
  return {
    $262,
    syntaxError: (message) => new SyntaxError(message),
    typeError: (message) => new TypeError(message),
    parseJson: (text) => JSON.parse(text),
    provide: (name, value) => method(globalThis, name, value),
  };
};
