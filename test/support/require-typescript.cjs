// For child processes of tests: `node -r ./test/support/require-typescript.cjs` can require our sources as they are.
const { transformFileSync } = require('@swc/core');

const options = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
