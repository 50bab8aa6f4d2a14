export { lateKeyOrder } from './late-key-order';
export { purchaseWithApproval } from './purchase-with-approval';
