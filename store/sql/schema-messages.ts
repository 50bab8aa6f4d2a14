import type { ColumnType, Generated } from 'kysely';
import type { Correspondent } from '../../domain/message';

/** What the parties of a request write to one another, and the files that come with it or with an answer. */
export interface MessageTables {
  message: {
    id: string;
    number: Generated<number>;
    request_id: string;
    author: ColumnType<Correspondent, Correspondent, Correspondent>;
    body: string;
    mail_id: string | null;
    vouched_by: string | null;
    written_at: Date;
  };
  attachment: {
    id: string;
    request_id: string;
    answer_id: string | null;
    message_id: string | null;
    position: number;
    name: string;
    size: number;
    sha256: string;
    sealed: Uint8Array;
  };
}
