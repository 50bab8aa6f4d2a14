export { purchaseWithApproval } from './purchase-with-approval';
