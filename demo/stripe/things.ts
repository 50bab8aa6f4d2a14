/** Stripe's objects, with the fields that somebody reads. Where one names another it holds its id; `expand` puts the thing itself there. */
interface Thing<Kind extends string> {
  readonly id: string;
  readonly object: Kind;
  readonly created: number;
  readonly livemode: false;
}

/** How a bank says no, in Stripe's words. */
export interface Decline {
  readonly type: 'card_error';
  readonly code: string;
  readonly decline_code?: string;
  readonly message: string;
}

type Metadata = Readonly<Record<string, string>>;

export interface Customer extends Thing<'customer'> {
  readonly name: string | null;
  readonly email: string | null;
  readonly metadata: Metadata;
}

export interface PaymentMethod extends Thing<'payment_method'> {
  readonly type: 'card';
  /** Null before the card is saved and after it was detached. */
  readonly customer: string | null;
  readonly card: {
    readonly brand: string;
    readonly last4: string;
    readonly exp_month: number;
    readonly exp_year: number;
    /** The same for the same number, and all that is kept of it. */
    readonly fingerprint: string;
  };
}

export interface SetupIntent extends Thing<'setup_intent'> {
  readonly status: 'requires_payment_method' | 'succeeded' | 'canceled';
  readonly customer: string;
  readonly payment_method: string | null;
  readonly last_setup_error: Decline | null;
}

export interface Session extends Thing<'checkout.session'> {
  readonly mode: 'setup';
  readonly status: 'open' | 'complete' | 'expired';
  readonly customer: string;
  readonly setup_intent: string;
  readonly success_url: string;
  readonly cancel_url: string | null;
  readonly expires_at: number;
  readonly url: string | null;
}

export interface PaymentIntent extends Thing<'payment_intent'> {
  readonly status: 'requires_payment_method' | 'succeeded' | 'canceled';
  readonly amount: number;
  readonly amount_received: number;
  readonly currency: string;
  readonly customer: string;
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly payment_method: string | null;
  /** The last attempt's. */
  readonly latest_charge: string | null;
  readonly last_payment_error: (Decline & { readonly payment_method: PaymentMethod }) | null;
}

export interface Invoice extends Thing<'invoice'> {
  readonly status: 'draft' | 'open' | 'paid' | 'void';
  readonly customer: string;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly collection_method: 'send_invoice';
  readonly auto_advance: boolean;
  readonly due_date: number;
  readonly total: number;
  readonly hosted_invoice_url: string | null;
}

export interface InvoiceItem extends Thing<'invoiceitem'> {
  readonly customer: string;
  readonly invoice: string;
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
}

/** What pays an invoice: Stripe makes a payment for it when it is finalized. */
export interface InvoicePayment extends Thing<'invoice_payment'> {
  readonly invoice: string;
  readonly payment: { readonly type: 'payment_intent'; readonly payment_intent: string };
}

export interface Things {
  readonly customer: Customer;
  readonly payment_method: PaymentMethod;
  readonly setup_intent: SetupIntent;
  readonly 'checkout.session': Session;
  readonly payment_intent: PaymentIntent;
  readonly invoice: Invoice;
  readonly invoiceitem: InvoiceItem;
  readonly invoice_payment: InvoicePayment;
}

export type Kind = keyof Things;
export type AnyThing = Things[Kind];
