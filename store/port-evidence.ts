import type { EvidenceRow } from '../domain/evidence-bundle';

export interface EvidenceStore {
  /** All that was recorded as proof of an act in this request, oldest first. */
  ofRequest(requestId: string): Promise<readonly EvidenceRow[]>;
}
