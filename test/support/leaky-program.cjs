// `node -r` loads it before the program. Every secret that is made is noted in CANARY_FILE as well, and what goes wrong with one carries it.
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');

const dist = join(__dirname, '..', '..', 'dist');
const issuing = require(join(dist, 'issuer', 'builtin.js'));
const storing = require(join(dist, 'store', 'sql', 'credentials.js'));
const { createBuiltinIssuer } = issuing;
const { createCredentialStore } = storing;
const failed = new Set();

/** The first time only, so that the next attempt succeeds. */
function failOnce(what, error) {
  if (failed.has(what)) return;
  failed.add(what);
  throw error;
}

issuing.createBuiltinIssuer = (keys) => {
  const issuer = createBuiltinIssuer(keys);
  return {
    ...issuer,
    async issue(marker, spec) {
      const made = await issuer.issue(marker, spec);
      appendFileSync(process.env.CANARY_FILE, `${made.secret}\n`);
      const error = new Error(`The issuer broke after it had made ${made.secret}.`, { cause: made });
      failOnce('issue', Object.assign(error, { made }));
      return made;
    },
  };
};

storing.createCredentialStore = (db, seal) => {
  const store = createCredentialStore(db, seal);
  return {
    ...store,
    async save(credential, correspondence) {
      failOnce('save', Object.assign(new Error(`Cannot write ${JSON.stringify(credential)}`), { credential }));
      return store.save(credential, correspondence);
    },
    async pickUp(tokenHash, code) {
      const outcome = await store.pickUp(tokenHash, code);
      if (outcome.kind === 'opened')
        failOnce('pickUp', Object.assign(new Error(`Cannot answer with ${outcome.secret}`), { outcome }));
      return outcome;
    },
  };
};
