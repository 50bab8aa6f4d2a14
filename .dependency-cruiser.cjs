// The layer table of docs/ARCHITECTURE.md as rules. A folder may import itself, what is listed, and the packages listed.

/** @param {string} from @param {string[]} to what `from` may import: folders or files of ours */
const mayImport = (from, to) => ({
  name: `${from}-layer`,
  comment: `${from} may import: ${to.join(', ') || 'nothing'}`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { pathNot: [`^${from}/`, ...to.map((path) => `^${path}`), 'node_modules', '^(node:)?[a-z_/]+$'] },
});

/** @param {string} from @param {string} packages a pattern; no other package may be imported */
const mayUse = (from, packages) => ({
  name: `${from}-packages`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: 'node_modules/', pathNot: `node_modules/(${packages})(/|$)` },
});

const noNode = (from) => ({
  name: `${from}-no-node`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { dependencyTypes: ['core'] },
});
const ports = ['store/port', 'mail/port', 'issuer/port', 'client/port', 'payments/port'];

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'not-to-test', severity: 'error', from: { pathNot: '^(test|faults)/' }, to: { path: '^test/' } },
    mayImport('domain', []),
    { name: 'domain-packages', severity: 'error', from: { path: '^domain/' }, to: { path: 'node_modules/' } },
    noNode('domain'),
    mayImport('secrets', []),
    mayImport('workflows', ['domain/', 'activities/index']),
    mayUse('workflows', '@temporalio/(workflow|common)'),
    noNode('workflows'),
    mayImport('activities', ['domain/', 'secrets/', 'templates/', 'mail/render', 'rosters/', ...ports]),
    mayUse('activities', '@temporalio/(activity|common)|luxon|@types/luxon|pino'),
    mayImport('templates', ['domain/']),
    mayImport('mail', ['domain/', 'templates/', 'secrets/', ...ports]),
    {
      name: 'inbound-pure',
      comment: 'judging received mail touches no store, no settings and no sending',
      severity: 'error',
      from: { path: '^mail/inbound/' },
      to: { pathNot: ['^mail/inbound/', '^mail/address', '^domain/', 'node_modules', '^(node:)?[a-z_/]+$'] },
    },
    {
      name: 'inbound-packages',
      severity: 'error',
      from: { path: '^mail/inbound/' },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(mailauth|mailparser|@types/mailparser|@zone-eu/mailsplit)(/|$)',
      },
    },
    {
      name: 'mail-parsers-only-in-mail',
      severity: 'error',
      from: { pathNot: '^(mail/|test/|faults/|node_modules/)' },
      to: { path: 'node_modules/(mailauth|mailparser|@zone-eu/mailsplit)/' },
    },
    mayImport('store', ['domain/', 'secrets/', ...ports]),
    mayImport('issuer', ['domain/', 'secrets/', ...ports]),
    mayUse('issuer', 'zod'),
    mayImport('payments', ['domain/', ...ports]),
    mayUse('payments', 'stripe'),
    {
      name: 'stripe-only-in-payments',
      severity: 'error',
      from: { pathNot: '^(payments/|test/contract/payments/|node_modules/)' },
      to: { path: 'node_modules/stripe/' },
    },
    mayImport('client', ['domain/', 'workflows/contract', ...ports]),
    mayImport('web', [
      'domain/',
      'secrets/',
      'directory/',
      'listings/',
      'rosters/',
      'client/relay',
      'mail/address',
      'mail/inbound/for-people',
      'issuer/bearer-token',
      'oidc/port',
      ...ports,
    ]),
    {
      name: 'web-without-temporal',
      severity: 'error',
      from: { path: '^(web|cli)/' },
      to: { path: 'node_modules/@temporalio/' },
    },
    mayImport('cli', [
      'domain/',
      'app/',
      'directory/',
      'secrets/(checkpoint|digest|hash-chain)',
      'issuer/bearer-token',
      'mail/inbound/(index|dns)',
      'rosters/signed-roster',
    ]),
    mayImport('directory', ['domain/', 'store/port']),
    mayUse('directory', 'zod|yaml|csv-(parse|stringify)'),
    mayImport('rosters', ['domain/', 'secrets/', 'store/port']),
    mayUse('rosters', 'handlebars|csv-stringify'),
    mayImport('oidc', ['domain/', 'secrets/', 'store/port']),
    mayUse('oidc', 'oidc-provider|@types/oidc-provider|pino'),
    {
      name: 'oidc-provider-only-in-oidc',
      severity: 'error',
      from: { pathNot: '^(oidc/|node_modules/)' },
      to: { path: 'node_modules/(@types/)?oidc-provider/' },
    },
    mayImport('listings', ['domain/']),
    { name: 'listings-packages', severity: 'error', from: { path: '^listings/' }, to: { path: 'node_modules/' } },
    mayImport('worker', ['domain/', 'secrets/', 'activities/', 'workflows/index', 'client/temporal']),
    {
      name: 'adapters-only-in-wire',
      comment: 'app/wire is the only file that names adapters',
      severity: 'error',
      from: {
        pathNot: '^(app/wire|test/|store/|mail/|issuer/|oidc/|payments/|client/|rosters/|worker/|bench/|faults/)',
      },
      to: {
        path: '^(store/(pglite|postgres|sql)|mail/(smtp|imap|listener|judge)|issuer/(builtin|issuers|spark-api|oidc)|oidc/provider|payments/(none|stripe)|rosters/chromium|client/temporal)',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['require', 'import', 'node', 'default'],
    },
  },
};
