import { departureOf, openSuspensions } from '../domain/grant';
import { type GrantOrderKind, grantOrders, refuseGrantOrder, refuseRotation } from '../domain/refuse-grant-order';
import type { GrantFile } from '../store/port';
import { grantOrderKinds, usualOverlapDays } from './grant-orders';
import { overlapChoices } from './grant-overlap';
import type { OrderModel } from './pages/form-models';

/** What staff may do about a grant now, judged by the rules that the store applies when they do it. */
export function grantOrdersFor(file: GrantFile): readonly OrderModel[] {
  return grantOrders.filter((kind) => refusalOf(file, kind) === undefined).map((kind) => orderForm(file, kind));
}

/** What staff may look for in vain, with the reason. */
export function barredOrders(file: GrantFile): readonly string[] {
  const { grant } = file;
  const worth: readonly (readonly [GrantOrderKind, string, boolean])[] = [
    ['reinstate', 'Reinstating', openSuspensions(grant).length > 0],
    ['rotate', 'Replacing the key', openSuspensions(grant).length === 0],
  ];
  return worth.flatMap(([kind, what, isWorth]) => {
    const because = refusalOf(file, kind);
    return isWorth && because ? [`${what} is not possible now: ${because}`] : [];
  });
}

function refusalOf({ grant, keys, at }: GrantFile, kind: GrantOrderKind): string | undefined {
  const refusal = refuseGrantOrder(grant, kind, at) ?? (kind === 'rotate' ? refuseRotation(keys) : undefined);
  return refusal?.because;
}

function orderForm(file: GrantFile, kind: GrantOrderKind): OrderModel {
  const isGrave = kind === 'revoke';
  return {
    path: `/console/grants/${file.grant.id}/${grantOrderKinds[kind].path}`,
    id: kind,
    ...wordsFor(file)[kind],
    isGrave,
    hidden: [],
    selects:
      kind === 'rotate'
        ? [
            {
              name: 'overlapDays',
              label: 'The old key goes on for',
              choices: overlapChoices([0, 1, 7, 14, 30, 90], usualOverlapDays),
            },
          ]
        : [],
    asksReason: true,
    confirm: isGrave ? 'I know that this cannot be undone.' : '',
    isPossible: true,
    isOpen: false,
  };
}

function wordsFor({
  grant,
  ask,
}: GrantFile): Readonly<Record<GrantOrderKind, Pick<OrderModel, 'title' | 'effect' | 'button'>>> {
  const developer = ask.requester.name;
  const holder = ask.keyHolder.flexmlsUser ?? 'The holder of the key';
  return {
    suspend: {
      title: 'Suspend it',
      effect: `Its keys are switched off at once, until it is reinstated; they need not be made anew. ${developer} and those who approved are told by mail.`,
      button: 'Suspend it',
    },
    reinstate: {
      title: 'Reinstate it',
      effect: `The same keys work again at once. ${developer} and those who approved are told by mail.`,
      button: 'Reinstate it',
    },
    revoke: {
      title: 'Revoke it',
      effect: `It ends at once and for good, and its keys with it. ${developer} and those who approved are told by mail.`,
      button: 'Revoke it',
    },
    rotate: {
      title: 'Replace the key',
      effect: `A new key is made, and ${developer} gets a mail to pick it up. Once they have it, the old one goes on for as long as you choose.`,
      button: 'Replace the key',
    },
    leave: {
      title: `${holder} has left, or moved`,
      effect: `The keys go on for 30 days, then it ends, unless it is tied to somebody else by a change. ${developer} and those who approved are told by mail.`,
      button: 'Begin the transition',
    },
    stay: {
      title: `${holder} stays`,
      effect: `The transition ends, and all goes on as before.${departureOf(grant)?.by === 'Countersign' ? " Where the MLS's directory still says that they have left, it begins anew." : ''}`,
      button: 'End the transition',
    },
  };
}
