import type { Checkpoint, LostHead } from '../domain/checkpoint';
import { checkpointHash, isSignedCheckpoint, noCheckpoint } from '../secrets/checkpoint';

/** What is wrong with a row of checkpoints, newest first, and with what they cover; empty when nothing is. */
export function checkpointFaults(checkpoints: readonly Checkpoint[], lost: readonly LostHead[]): readonly string[] {
  return [
    ...checkpoints.flatMap((each, index) => [
      ...(isSignedCheckpoint(each) ? [] : [`Checkpoint ${each.number} is not what its key has signed.`]),
      ...(follows(each, checkpoints[index + 1]) ? [] : [`Checkpoint ${each.number} does not follow the one before.`]),
    ]),
    ...lost.map(
      ({ requestId, seq, checkpoint }) =>
        `Row ${seq} of request ${requestId}, which checkpoint ${checkpoint} covers, is not there any more, or is another one.`,
    ),
  ];
}

/** The oldest one at hand is believed to follow, unless it says that it is the first. */
function follows({ number, previous }: Checkpoint, before: Checkpoint | undefined): boolean {
  if (before) return number === before.number + 1 && previous === checkpointHash(before);
  return number > 1 || previous === noCheckpoint;
}
