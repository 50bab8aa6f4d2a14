import type { Seal } from '../../secrets/seal';
import type { Store } from '../port';
import { createAbsenceStore } from './absences';
import { createAnswerStore } from './answers';
import { createAuditStore } from './audit';
import { createBuiltinKeyStore } from './builtin-keys';
import { createCredentialStore } from './credentials';
import { createCheckpointStore } from './checkpoints';
import { createCards } from './cards';
import { type Db, readClock } from './database';
import { createDecisionStore } from './decisions';
import { createDeveloperStore } from './developers';
import { createDirectoryStore } from './directory';
import { createDraftStore } from './drafts';
import { createDispatchStore } from './dispatches';
import { createEvidenceStore } from './evidence';
import { createGrantStore } from './grants';
import { createLetterStore } from './letters';
import { createLinkStore } from './links';
import { createOrderStore } from './orders';
import { createMailStore } from './mails';
import { createMessageStore } from './messages';
import { createOidcStore } from './oidc';
import { createRegisterStore } from './register-store';
import { createRequestStore } from './requests';
import { createRosterStore } from './rosters';
import { createOrders } from './payments';
import { createSealingStore } from './sealing';
import { createStaffStore } from './staff';
import { createTaskStore } from './tasks';

/** The store on any Postgres that Kysely reaches. `close` ends the connection, and what else the adapter holds. */
export function createSqlStore({ db, seal, close }: { db: Db; seal: Seal; close: () => Promise<void> }): Store {
  return {
    directory: createDirectoryStore(db),
    register: createRegisterStore(db, seal),
    developers: createDeveloperStore(db),
    drafts: createDraftStore(db),
    requests: createRequestStore(db),
    decisions: createDecisionStore(db),
    answers: createAnswerStore(db, seal),
    orders: createOrderStore(db),
    absences: createAbsenceStore(db),
    tasks: createTaskStore(db),
    messages: createMessageStore(db, seal),
    mails: createMailStore(db, seal),
    payments: { ...createCards(db), ...createOrders(db) },
    links: createLinkStore(db),
    letters: createLetterStore(db, seal),
    credentials: createCredentialStore(db, seal),
    grants: createGrantStore(db),
    rosters: createRosterStore(db),
    keys: createBuiltinKeyStore(db),
    oidc: createOidcStore(db, seal),
    dispatches: createDispatchStore(db),
    audit: createAuditStore(db),
    evidence: createEvidenceStore(db),
    checkpoints: createCheckpointStore(db),
    sealing: createSealingStore(db, seal),
    staff: createStaffStore(db),
    now: () => readClock(db),
    close,
  };
}
