export { directMlsContact } from './direct-mls-contact';
export { lateKeyOrder } from './late-key-order';
export { passOn } from './pass-on';
export { purchaseWithApproval } from './purchase-with-approval';
export { registration } from './registration';
export { signIn } from './sign-in';
export { inboundMail } from './inbound-mail';
export { register } from './register';
