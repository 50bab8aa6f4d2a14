import type { DataConverter } from '@temporalio/common';
import type { Seal } from '../secrets/seal';
import { createPayloadCodec } from './payload-codec';

/** How everything that goes to Temporal is written: sealed. The same for client and worker. */
export function createDataConverter(seal: Seal): DataConverter {
  return { payloadCodecs: [createPayloadCodec(seal)], failureConverterPath: require.resolve('./failure-converter') };
}
