import { type Local, refusal, type Serve } from './stand-in-http';

/** Stripe detaches a card once; localstripe as often as one likes. */
export function methods(local: Local): { readonly serve: Serve } {
  return {
    async serve(_method, path) {
      if (!path.endsWith('/detach')) return undefined;
      const { body: method } = await local('GET', path.replace('/detach', ''));
      if (method['customer'] !== null) return undefined;
      return refusal(400, 'invalid_request_error', { message: 'The payment method is not attached to a customer.' });
    },
  };
}
