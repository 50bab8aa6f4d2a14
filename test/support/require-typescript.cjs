// For child processes of tests, and what `npm run faults` runs: `node -r ./test/support/require-typescript.cjs` can require our sources as they are.
const { existsSync } = require('node:fs');
const { registerHooks } = require('node:module');
const { fileURLToPath } = require('node:url');
const { transformFileSync } = require('@swc/core');

const options = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

registerHooks({
  resolve(specifier, context, next) {
    const isOurs = specifier.startsWith('.') && context.parentURL !== undefined;
    const names = isOurs ? [`${specifier}.ts`, `${specifier}/index.ts`] : [];
    const source = names.find((name) => existsSync(new URL(name, context.parentURL)));
    return next(source ?? specifier, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    return { format: 'commonjs', shortCircuit: true, source: transformFileSync(fileURLToPath(url), options).code };
  },
});
