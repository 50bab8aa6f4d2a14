import { type Step, stepOf } from '../domain/chain';
import type { Facts } from '../domain/decision';
import type { Credential } from '../domain/credential';
import { sift } from '../domain/evaluate';
import type { Approver, Party } from '../domain/party';
import { refuseSitter } from '../domain/refuse';
import { openedAt } from '../domain/schedule';
import { refuseExtension, refuseVouching } from '../domain/refuse-order';
import { seatsOf } from '../domain/seats';
import type { OpenStep } from '../domain/step-standing';
import type { RequestFile, Vouching } from '../store/port';
import { orders, type OrderName } from './orders';
import type { Choice, OrderModel } from './pages/models';

/** What the orders of a request depend on. */
export interface OrderScene {
  readonly file: RequestFile;
  /** Those who may decide for the MLS now. */
  readonly register: readonly Approver[];
  readonly vouchings: readonly Vouching[];
  /** Who looks at the page. */
  readonly staff: Party;
}

/** What staff may do now, judged by the rules that the store applies when they do it. */
export function ordersFor(scene: OrderScene): readonly OrderModel[] {
  const { file } = scene;
  if (file.standing.state === 'pending') {
    const facts = sift(file.chain, file.facts);
    const ofSteps = file.standing.open.flatMap((open) => ordersAt(scene, open, facts));
    return [...reviews(file), ...confirmations(scene), ...ofSteps, withdrawal(file)];
  }
  const { credential } = file;
  if (isByHand(file)) return [handMade(file)];
  if (!credential || credential.disabledAt !== null) return [];
  return credential.issuer === 'by-hand' ? handMadeOrders(file, credential) : keyOrders(file);
}

/** A registration that was put to the operator: the two answers of whoever is signed in. */
function reviews(file: RequestFile): readonly OrderModel[] {
  const { ask } = file.request;
  if (ask.kind !== 'registration' || openedAt(file.facts, 'review') === undefined) return [];
  const name = ask.requester.name;
  return [
    orderForm(file, 'review', {
      title: `Activate ${name}`,
      effect: `${name} gets an account and a mail to pick up demo credentials, which read example data.`,
      button: 'Activate',
      hidden: [{ name: 'verdict', value: 'approve' }],
      asksReason: false,
      isOpen: true,
    }),
    {
      ...orderForm(file, 'review', {
        title: `Reject ${name}`,
        effect: `${name} is told the reason by mail, and may register again.`,
        button: 'Reject',
        hidden: [{ name: 'verdict', value: 'deny' }],
        isGrave: true,
      }),
      id: 'review-deny',
    },
  ];
}

function ordersAt(scene: OrderScene, open: OpenStep, facts: Facts): readonly OrderModel[] {
  const { file, vouchings, staff } = scene;
  const { chain, at, request } = file;
  const step = stepOf(chain, open.stepId)!;
  const canExtend = !refuseExtension(chain, facts, step.id, at);
  const vouching = { stepId: step.id, digest: request.digest, by: staff, reason: 'x' };
  const canVouch = !refuseVouching(chain, facts, vouching, at) && !vouchings.some(({ stepId }) => stepId === step.id);
  return [
    ...resend(file, step, open),
    ...reassignment(scene, step, facts),
    ...(canExtend ? [extension(file, step)] : []),
    ...(canVouch ? [override(file, step)] : []),
  ];
}

function resend(file: RequestFile, step: Step, { waitingOn }: OpenStep): readonly OrderModel[] {
  if (waitingOn.length === 0) return [];
  const effect = 'They get a new mail with a new link and code. Their earlier link stops working.';
  const whom = { name: 'approverId', label: 'To whom', choices: people(waitingOn) };
  return [
    orderForm(file, 'resend', { title: `Send the mail for "${step.title}" again`, effect, step, selects: [whom] }),
  ];
}

function reassignment({ file, register }: OrderScene, step: Step, facts: Facts): readonly OrderModel[] {
  const { chain, at } = file;
  const leaving = seatsOf(step, facts, at)
    .filter(({ state }) => state === 'silent' || state === 'recused')
    .flatMap(({ holders }) => holders);
  const fit = register.filter((each) => !refuseSitter(chain, step, facts, each, at));
  if (leaving.length === 0 || fit.length === 0) return [];
  return [
    orderForm(file, 'reassign', {
      title: `Ask somebody else at "${step.title}"`,
      effect: 'The new person gets a mail. The link of the one whose place it was stops working.',
      step,
      selects: [
        { name: 'fromId', label: 'In place of', choices: people(leaving) },
        { name: 'toId', label: 'Ask', choices: people(fit) },
      ],
    }),
  ];
}

function extension(file: RequestFile, step: Step): OrderModel {
  const effect = `The clock of this step starts anew, with ${step.clock.lapse} business days until it lapses. This can be done once.`;
  return orderForm(file, 'extend', { title: `Give "${step.title}" more time`, effect, step });
}

function override(file: RequestFile, step: Step): OrderModel {
  const effect =
    'You say that the MLS agreed by another way. Nothing happens until a second staff member confirms it; then the step is passed, under both your names.';
  return orderForm(file, 'override', { title: `Vouch for "${step.title}"`, effect, step, isGrave: true });
}

/** A second yes, or for whoever asked: that one is missing. */
export function confirmations({
  file,
  vouchings,
  staff,
}: Pick<OrderScene, 'file' | 'vouchings' | 'staff'>): readonly OrderModel[] {
  return vouchings.map(({ id, stepId, by, reason, mailId }) => {
    const title = stepOf(file.chain, stepId)?.title ?? stepId;
    const isOwn = by.id === staff.id;
    const evidence = mailId === null ? '' : ' The evidence is a mail that could not be verified: read it before.';
    return {
      ...orderForm(file, 'confirmOverride', {
        title: `Confirm that "${title}" is met`,
        effect: isOwn
          ? `You vouched for it. A second staff member must confirm it. Your reason: ${reason}${evidence}`
          : `${by.name} vouches for it. If you confirm, the step is passed, under both your names; this cannot be undone. The reason: ${reason}${evidence}`,
        isGrave: true,
      }),
      id: `confirmOverride-${id}`,
      hidden: [{ name: 'overrideId', value: id }],
      asksReason: false,
      isPossible: !isOwn,
      isOpen: true,
    };
  });
}

function withdrawal(file: RequestFile): OrderModel {
  const developer = file.request.ask.requester.name;
  const effect = `The request ends, open links stop working, and ${developer} is told by mail. This cannot be undone.`;
  return orderForm(file, 'withdraw', { title: 'Withdraw the request', effect, isGrave: true });
}

/** Approved by mail, and nothing here makes such a key. */
function isByHand({ standing, credential, request: { ask } }: RequestFile): boolean {
  const isDirect = ask.kind === 'direct-mls-contact' && ask.plan.keyKind === 'oidc';
  return standing.state === 'approved' && credential === null && isDirect;
}

function handMade(file: RequestFile): OrderModel {
  const developer = file.request.ask.requester.name;
  const effect = `Make the key first, and hand its secret to ${developer} by a safe way. Then it is on record as made by you, and ${developer} is told by mail.`;
  return orderForm(file, 'recordKey', { title: 'Record the key that you made', effect, isOpen: true });
}

function keyOrders(file: RequestFile): readonly OrderModel[] {
  const developer = file.request.ask.requester.name;
  return [
    orderForm(file, 'reissue', {
      title: 'Replace the key',
      effect: `The present key stops working at once. A new one is made, and ${developer} gets a mail to pick it up.`,
    }),
    orderForm(file, 'disable', {
      title: 'Disable the key',
      effect: `The key stops working at once, no new one is made, and ${developer} is told by mail. This cannot be undone.`,
      isGrave: true,
    }),
  ];
}

/** Whoever made it must end it, and would make another. */
function handMadeOrders(file: RequestFile, { madeBy }: Credential): readonly OrderModel[] {
  const developer = file.request.ask.requester.name;
  const effect = `It was made by ${madeBy ?? 'somebody else'}, so they must be asked to disable it: a task for support is opened. Here it counts as disabled at once, and ${developer} is told by mail. This cannot be undone.`;
  return [orderForm(file, 'disable', { title: 'Disable the key', effect, isGrave: true })];
}

const buttons: Readonly<Record<OrderName, string>> = {
  review: 'Activate',
  withdraw: 'Withdraw the request',
  recordKey: 'Record the key',
  reissue: 'Replace the key',
  disable: 'Disable the key',
  reassign: 'Ask instead',
  resend: 'Send again',
  extend: 'Give more time',
  override: 'Vouch for it',
  confirmOverride: 'Confirm',
  migrate: 'Move to this chain',
};

export function orderForm(
  { request }: RequestFile,
  name: OrderName,
  order: Pick<OrderModel, 'title' | 'effect'> & Partial<OrderModel> & { readonly step?: Step },
): OrderModel {
  const { step, ...rest } = order;
  return {
    path: `/console/requests/${request.id}/${orders[name].path}`,
    id: step ? `${name}-${step.id}` : name,
    button: buttons[name],
    isGrave: false,
    hidden: step ? [{ name: 'stepId', value: step.id }] : [],
    selects: [],
    asksReason: true,
    confirm: '',
    isPossible: true,
    isOpen: false,
    ...rest,
  };
}

function people(those: readonly Approver[]): readonly Choice[] {
  return those.map(({ id, name, title }) => ({ value: id, label: `${name}, ${title}`, isChosen: false }));
}
