import { temporal } from '@temporalio/proto';
import { type Payload, type PayloadCodec, ValueError } from '@temporalio/common';
import type { Seal } from '../secrets/seal';

const encoding = Buffer.from('binary/countersign-sealed');
const context = 'temporal-payload';
const { Payload: ProtoPayload } = temporal.api.common.v1;

/**
 * Seals every payload whole, its inner metadata included, before it leaves for Temporal. A payload that comes back unsealed is refused:
 * whoever can write to Temporal in clear is not us.
 */
export function createPayloadCodec(seal: Seal): PayloadCodec {
  return {
    encode: async (payloads) =>
      payloads.map((payload) => ({
        metadata: { encoding },
        data: seal.seal(context, ProtoPayload.encode(payload).finish()),
      })),

    decode: async (payloads) =>
      payloads.map((payload): Payload => {
        if (!payload.metadata?.encoding || !payload.data || !encoding.equals(payload.metadata.encoding)) {
          throw new ValueError('A payload arrived unsealed and is refused.');
        }
        return ProtoPayload.decode(seal.open(context, payload.data));
      }),
  };
}
