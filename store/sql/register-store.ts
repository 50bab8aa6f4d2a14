import type { Seal } from '../../secrets/seal';
import type { RegisterStore } from '../port';
import type { Db } from './database';
import { createRegisterChanges } from './register-changes';
import { createRegisterFiles } from './register-file';
import { createRegisterLetters } from './register-letters';
import { createRegisterLinks } from './register-links';
import { createRegisterLog } from './register-log';

export function createRegisterStore(db: Db, seal: Seal): RegisterStore {
  return {
    ...createRegisterFiles(db),
    ...createRegisterChanges(db),
    ...createRegisterLetters(db, seal),
    ...createRegisterLinks(db),
    ...createRegisterLog(db),
  };
}
