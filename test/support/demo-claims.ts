/** Everything that `npm run demo` claims, all of it true. */
export const demoClaims = {
  approved: true,
  denied: true,
  pickedUpOnce: true,
  scannerChangedNothing: true,
  quorumReached: true,
  questionAnswered: true,
  delegated: true,
  reminded: true,
  escalated: true,
  registered: true,
  demoKeyWorked: true,
  enrolled: true,
  liveKeyWorked: true,
  revokedRefused: true,
};
