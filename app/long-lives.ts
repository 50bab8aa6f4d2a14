import type { Store } from '../store/port';

/** Sees to it that what lives for years, registers and grants, is looked after by a workflow that began under the current sealing key. */
export async function beginLongLives({ register, grants }: Pick<Store, 'register' | 'grants'>): Promise<void> {
  await register.begin();
  await grants.begin();
}
