import type { ColumnType, Generated } from 'kysely';
import type { MailEnvelope, MailJudgement, MailOutcome, MailSource } from '../../domain/received-mail';
import type { Unreachable } from '../../domain/unreachable';
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
  unreachable: {
    id: Generated<string>;
    request_id: string;
    step_id: string;
    approver_id: string;
    mail_id: string;
    kind: Unreachable['kind'];
    returns: ColumnType<Date | null, string | null, string | null>;
    because: string;
    noted_at: Date;
  };
}
