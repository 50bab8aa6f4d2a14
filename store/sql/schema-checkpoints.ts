/** Signed roots over the audit. */
export interface CheckpointTables {
  checkpoint: {
    number: number;
    at: Date;
    requests: number;
    root: string;
    previous: string;
    key: string;
    signature: string;
  };
  checkpoint_head: { request_id: string; checkpoint: number; seq: number; hash: Uint8Array };
}
