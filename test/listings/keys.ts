import type { KeySpec } from '../../domain/credential';
import { noLimits } from '../../domain/limits';

export function keySpec(more: Partial<KeySpec> = {}): KeySpec {
  return {
    environment: 'live',
    kind: 'bearer',
    role: 'idx',
    mlsId: 'harbor-coast',
    keyHolder: { kind: 'generic-agent', flexmlsUser: null },
    name: 'Foxglove Search',
    limits: noLimits,
    ...more,
  };
}
