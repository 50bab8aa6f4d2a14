import { createHash } from 'node:crypto';
import { Refused } from './refused';
import type { Decline, PaymentMethod } from './things';

type Card = PaymentMethod['card'];

/** `alone` is a charge while the holder is away. */
type Moment = 'saving' | 'charging' | 'alone';

interface TestCard {
  readonly number: string;
  readonly brand: string;
  readonly refused: (moment: Moment) => Decline | undefined;
  readonly meaning: string;
}

const declined: Decline = {
  type: 'card_error',
  code: 'card_declined',
  decline_code: 'generic_decline',
  message: 'Your card was declined.',
};
const asksHolder: Decline = {
  type: 'card_error',
  code: 'authentication_required',
  decline_code: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};
const wrongNumber: Decline = {
  type: 'card_error',
  code: 'incorrect_number',
  message: 'Your card number is incorrect.',
};
const realCard: Decline = {
  type: 'card_error',
  code: 'card_declined',
  decline_code: 'test_mode_live_card',
  message: 'Your card was declined. Your request was in test mode, but used a non test card.',
};

const never = () => undefined;

/** Stripe's own test cards, the ones that matter here. */
export const testCards: readonly TestCard[] = [
  { number: '4242424242424242', brand: 'visa', refused: never, meaning: 'always works' },
  { number: '5555555555554444', brand: 'mastercard', refused: never, meaning: 'always works' },
  {
    number: '4000000000000341',
    brand: 'visa',
    refused: (moment) => (moment === 'saving' ? undefined : declined),
    meaning: 'can be saved, and is declined when it is charged',
  },
  {
    number: '4000002760003184',
    brand: 'visa',
    refused: (moment) => (moment === 'alone' ? asksHolder : undefined),
    meaning: 'its bank asks the holder at every charge',
  },
  { number: '4000000000000002', brand: 'visa', refused: () => declined, meaning: 'is always declined' },
];

/**
 * The card that was typed. Of its number only a fingerprint is kept, and by that it is known again.
 * @throws Refused for a number that is none, and for a real one: nobody's card is in here by mistake.
 */
export function readCard(typed: string): Card {
  const number = typed.replace(/[\s-]/g, '');
  const card = testCards.find((card) => card.number === number);
  if (card === undefined) throw new Refused(402, mayBeReal(number) ? realCard : wrongNumber);
  return {
    brand: card.brand,
    last4: number.slice(-4),
    exp_month: 12,
    exp_year: new Date().getUTCFullYear() + 3,
    fingerprint: fingerprintOf(number),
  };
}

export function refusalOf({ fingerprint }: Card, moment: Moment): Decline | undefined {
  return testCards.find(({ number }) => fingerprintOf(number) === fingerprint)?.refused(moment);
}

const fingerprintOf = (number: string): string => createHash('sha256').update(number).digest('hex').slice(0, 16);

/** Luhn's check digit. */
function mayBeReal(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  const sum = Array.from(number, Number)
    .toReversed()
    .reduce((sum, digit, place) => {
      const counted = place % 2 === 0 ? digit : digit * 2;
      return sum + (counted > 9 ? counted - 9 : counted);
    }, 0);
  return sum % 10 === 0;
}
