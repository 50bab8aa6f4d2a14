// Four speeds by folder; see docs/ARCHITECTURE.md. Kysely, canonicalize and the OpenID Connect libraries ship as ES modules only, so swc turns them into CommonJS.
const transform = {
  '^.+\\.[cm]?[jt]s$': [
    '@swc/jest',
    { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' }, sourceMaps: 'inline' },
  ],
};
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform,
  transformIgnorePatterns: ['/node_modules/(?!(kysely|canonicalize|oidc-provider|openid-client|oauth4webapi|jose)/)'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testTimeout: 60_000,
  maxWorkers: 2,
  // Embedded databases of files that are done stay in a worker's memory, and slow down what comes after; a new worker costs a second.
  workerIdleMemoryLimit: '1GB',
};
