import { refuseGrantChange } from '../domain/refuse-grant-order';
import type { GrantFile, RequestFile } from '../store/port';
import { barredOrders, grantOrdersFor } from './grant-order-view';
import { grantPicture } from './grant-picture';
import { staffDesk } from './grant-desk';
import { grantBody } from './grant-view';
import { comingUp } from './grant-words';
import { moment } from './moments';
import type { GrantModel } from './pages/grant-models';
import type { FieldError } from './problem';

/** The page that staff see. `open`: the change that is being asked for; `tried`: an order that was not taken. */
export function grantModel(
  file: GrantFile,
  open: RequestFile | undefined,
  tried: { readonly path: string; readonly error: FieldError } | null,
): GrantModel {
  const { grant, ask, at } = file;
  const { id } = grant;
  const page = `${staffDesk.grants}/${id}`;
  const refusal = refuseGrantChange(grant, at);
  const coming = comingUp(file).map(({ words, at: when }) => ({ words, at: moment(when, ask.mls.timeZone) }));
  const canChange = !refusal && !open;
  const [first] = coming;
  return {
    ...grantBody(file, staffDesk, open),
    id,
    next: first ? `Next: ${first.words} (${first.at.text}).` : '',
    picture: grantPicture(file, ask.mls.timeZone),
    coming,
    request: `${staffDesk.requests}/${id}`,
    evidence: `/api/v1/requests/${id}/evidence`,
    orders: grantOrdersFor(file).map((order) => ({ ...order, isOpen: order.path === tried?.path })),
    barred: barredOrders(file),
    renewal: canChange ? `${page}/renewal` : null,
    amendment: canChange ? `${page}/amendment` : null,
    error: tried?.error ?? null,
  };
}
