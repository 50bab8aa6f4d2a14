import type { Generated } from 'kysely';
import type { PaymentState } from '../../domain/payment';
import type { Made } from './made';

/** Cards by reference, and what requests cost. */
export interface PaymentTables {
  card_setup: { setup_id: string; developer_id: string; opened_at: Made };
  card: {
    id: string;
    setup_id: string;
    developer_id: string;
    customer_id: string;
    method_id: string;
    label: string;
    saved_at: Made;
    removed_at: Date | null;
  };
  payment: {
    request_id: string;
    card_id: string | null;
    state: PaymentState;
    payment_id: string | null;
    pay_url: string | null;
    because: string | null;
    attempt: Generated<number>;
    stuck_since: Date | null;
    changed_at: Made;
  };
}
