import type { ColumnType } from 'kysely';
import type { MailEnvelope, MailJudgement, MailOutcome, MailSource } from '../../domain/received-mail';
import type { Made } from './made';

/** Mail that we get. */
export interface MailTables {
  received_mail: {
    id: string;
    source: MailSource;
    envelope: ColumnType<MailEnvelope, MailEnvelope, MailEnvelope>;
    size: number;
    sealed: Uint8Array;
    received_at: Made;
    judgement: ColumnType<MailJudgement | null, MailJudgement | null | undefined, MailJudgement>;
    outcome: ColumnType<MailOutcome | null, MailOutcome | null | undefined, MailOutcome>;
    request_id: string | null;
    closed_at: Date | null;
    closed_by: string | null;
  };
}
