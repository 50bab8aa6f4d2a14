import { openChainEnv } from '../support/chain-scene';
import { newDirectRequest } from '../support/direct-contact';
import { approver, chain, step } from '../support/samples';

let workflows: Awaited<ReturnType<typeof openChainEnv>>;
const bay = { id: 'bay', name: 'Bay MLS', timeZone: 'America/Los_Angeles' };

beforeAll(async () => {
  workflows = await openChainEnv();
  await workflows.store.directory.load({
    mlses: [{ ...bay, state: 'California', closedDays: [] }],
    approvers: [{ ...approver('ben'), mlsId: 'bay' }],
    plans: [],
    developers: [],
  });
});
afterAll(() => workflows.close());

test('another MLS is asked once the developer agrees; it makes the key, and the developer is told where to get it', async () => {
  const request = newDirectRequest();
  await workflows.runStarted(
    () => workflows.store.requests.start(request),
    async (scene) => {
      await scene.mailed('ann', /An API key/);
      await scene.act('ann', { verdict: 'refer', mlsId: 'bay' }, 'The office is a member there.');
      const question = await scene.mailed('dana', /question about the MLS/);
      expect(question.text).toContain('Bay MLS');

      const revision = {
        ask: { ...request.ask, mls: bay },
        chain: chain(step('mls', ['ben'], { accepts: ['reply'] })),
        toPay: false,
      };
      await scene.answer('Let it go there.', { revision });
      const asked = await scene.mailed('ben', /API key/);
      expect(asked.text).toContain('Bay MLS');
      await scene.act('ben', { verdict: 'set-up' }, 'In our own portal.');
      await scene.mailed('dana', /Bay MLS has made your API key/);
      await scene.until('the key is on record', async () => {
        const file = (await scene.store.requests.file(request.id))!;
        return file.credential?.issuer === 'by-hand';
      });
      expect((await scene.mails()).filter(({ to }) => to.startsWith('ann@'))).toHaveLength(2);
    },
  );
});
