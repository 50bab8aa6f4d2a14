import { stepOf } from '../domain/chain';
import { sift } from '../domain/evaluate';
import type { Approver, Party } from '../domain/party';
import { refuseMail } from '../domain/refuse-mail';
import { refuseVouching } from '../domain/refuse-order';
import type { OpenStep } from '../domain/step-standing';
import type { ReceivedMail, RequestFile, Vouching } from '../store/port';
import { confirmations, orderForm } from './order-view';
import type { OrderModel } from './pages/models';

/** What an order about a mail depends on. */
export interface MailOrderScene {
  readonly mail: ReceivedMail;
  readonly file: RequestFile;
  readonly vouchings: readonly Vouching[];
  /** Who looks at the page. */
  readonly staff: Party;
}

export interface MailOrders {
  readonly orders: readonly OrderModel[];
  /** Why not more can be done with it. */
  readonly lines: readonly string[];
}

/**
 * What staff can do with a mail that could not be verified: ask whoever it says it is from by the confirm link, at the listed address;
 * and vouch with it, where the step takes their word. Judged by the rules that the store applies when they do it.
 */
export function mailOrders(scene: MailOrderScene): MailOrders {
  const { mail, file, vouchings } = scene;
  if (mail.judgement?.verdict !== 'unverifiable' || mail.judgement.machine !== null) return { orders: [], lines: [] };
  const open = file.standing.state === 'pending' ? file.standing.open : [];
  const vouched = vouchings.filter(({ mailId }) => mailId === mail.id);
  const ofSender = open.filter(({ waitingOn }) => waitingOn.some((approver) => isFrom(mail, approver)));
  const all = (ofSender.length > 0 ? ofSender : open).map((each) => ordersAt(scene, each));
  return {
    orders: [...confirmations({ ...scene, vouchings: vouched }), ...all.flatMap(({ orders }) => orders)],
    lines: all.flatMap(({ lines }) => lines),
  };
}

function ordersAt(scene: MailOrderScene, open: OpenStep): MailOrders {
  const { mail, file } = scene;
  const sender = open.waitingOn.filter((approver) => isFrom(mail, approver));
  const asked = sender.length > 0 ? sender : open.waitingOn;
  const vouching = vouch(scene, open);
  return {
    orders: [...asked.map((approver) => question(mail, file, open, approver, asked.length === 1)), ...vouching.orders],
    lines: vouching.lines,
  };
}

/** As far as the mail says. */
function isFrom({ judgement }: ReceivedMail, { email }: Approver): boolean {
  return judgement?.from?.toLowerCase() === email.toLowerCase();
}

function question(
  mail: ReceivedMail,
  file: RequestFile,
  { stepId }: OpenStep,
  approver: Approver,
  isOpen: boolean,
): OrderModel {
  const step = stepOf(file.chain, stepId)!;
  return {
    ...orderForm(file, 'resend', {
      title: `Send the confirm link to ${approver.email}`,
      effect: `${approver.name} is asked at "${step.title}" once more, at the address of the register, whatever address this mail came from. Their earlier link stops working, and this mail is dealt with.`,
      button: 'Send the link',
      asksReason: false,
      isOpen,
    }),
    id: `resend-${stepId}-${approver.id}`,
    hidden: [
      { name: 'stepId', value: stepId },
      { name: 'approverId', value: approver.id },
      { name: 'mailId', value: mail.id },
      { name: 'reason', value: 'A mail in their name could not be verified.' },
    ],
  };
}

function vouch({ mail, file, vouchings, staff }: MailOrderScene, { stepId, waitingOn }: OpenStep): MailOrders {
  const { chain, facts, request, at } = file;
  const step = stepOf(chain, stepId)!;
  if (vouchings.some((each) => each.stepId === stepId)) return { orders: [], lines: [] };
  const asked = { stepId, digest: request.digest, by: staff, reason: 'x' };
  const refusal =
    refuseVouching(chain, sift(chain, facts), asked, at) ?? refuseMail({ ...mail, requestId: request.id, waitingOn });
  if (refusal) return { orders: [], lines: [`You cannot vouch with it. ${refusal.because}`] };
  const order = orderForm(file, 'override', {
    title: `Vouch for this mail at "${step.title}"`,
    effect:
      'You say that this mail is honest and means yes, though nobody can prove it. Nothing happens until a second staff member confirms it; then the step is passed, under both your names, with this mail as evidence.',
    isGrave: true,
    step,
  });
  return { orders: [{ ...order, hidden: [...order.hidden, { name: 'mailId', value: mail.id }] }], lines: [] };
}
