// For child processes of tests: `node -r ./test/support/require-typescript.cjs` can require our sources as they are.
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
    const isSource = isOurs && existsSync(new URL(`${specifier}.ts`, context.parentURL));
    return next(isSource ? `${specifier}.ts` : specifier, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    return { format: 'commonjs', shortCircuit: true, source: transformFileSync(fileURLToPath(url), options).code };
  },
});
