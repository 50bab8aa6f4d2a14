import { DefaultFailureConverter } from '@temporalio/common';

/** Moves messages and stack traces of failures into a payload, so that the codec seals them too. Loaded by path: client, worker and bundle. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
