// Modules in a realm: loading, linking, `import()`.
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import vm from 'node:vm';

/** @param own what `boot.js` has returned for the realm */
export function makeModules({ root, translateModule }, { context, runtime }, own) {
  const modules = new Map();
  const linking = new Map();
  let evaluation;

  const synthetic = (exports, identifier) =>
    new vm.SyntheticModule(
      Object.keys(exports),
      function () {
        for (const [name, value] of Object.entries(exports)) this.setExport(name, value);
      },
      { context, identifier },
    );

  const compiled = (source, path) => {
    const file = relative(root, path);
    return new vm.SourceTextModule(translateModule(source, file), {
      context,
      identifier: path,
      importModuleDynamically: importFrom(file),
      initializeImportMeta() {},
    });
  };

  const make = (path, type) => {
    const source = readFileSync(path, 'utf8');
    if (type === 'json') return synthetic({ default: own.parseJson(source) }, path);
    if (type === 'text') return synthetic({ default: source }, path);
    return compiled(source, path);
  };

  function load(specifier, folder, { type = 'js' } = {}) {
    const path = specifier in runtime ? specifier : resolve(folder, specifier);
    const key = `${type} ${path}`;
    const known = modules.get(key);
    if (known) return known;
    const made = specifier in runtime ? synthetic(runtime[specifier], path) : make(path, type);
    modules.set(key, made);
    return made;
  }

  async function link(module) {
    if (module.status === 'unlinked') {
      const linked = module.link((specifier, { identifier }, { attributes }) =>
        load(specifier, dirname(identifier), attributes),
      );
      linking.set(module, linked);
    }
    await linking.get(module);
    // Others that are being linked may be waiting for this one.
    for (const pending of [...linking.values()]) await pending;
  }

  /** An error of the host as one of the realm. */
  const translated = (error) => {
    if (error instanceof SyntaxError) return own.syntaxError(error.message);
    return error instanceof TypeError ? own.typeError(error.message) : error;
  };

  function importFrom(file) {
    return async (specifier, _referrer, attributes) => {
      let module;
      try {
        module = load(specifier, dirname(join(root, file)), attributes);
        await link(module);
      } catch (error) {
        throw translated(error);
      }
      // Node returns the namespace as soon as this resolves.
      if (module.status === 'evaluating') await evaluation;
      else await module.evaluate();
      return module;
    };
  }

  return {
    importFrom,
    link,
    /** The test itself. */
    main(source, file) {
      const path = join(root, file);
      const module = compiled(source, path);
      modules.set(`js ${path}`, module);
      return module;
    },
    evaluate(module) {
      evaluation = module.evaluate();
      return evaluation;
    },
  };
}
