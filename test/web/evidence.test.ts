import type { EvidenceBundle } from '../../domain/evidence-bundle';
import { digestOf } from '../../secrets/digest';
import { hashCode, hashToken } from '../../secrets/token';
import { callApi } from '../support/call-api';
import { decidedByMail } from '../support/decided-by-mail';
import { openWebScene, password, type WebScene } from '../support/web-scene';

let scene: WebScene;
let token: string;
beforeAll(async () => {
  scene = await openWebScene();
  token = await scene.signIn();
});
afterAll(() => scene.close());

const read = (id: string) => callApi<EvidenceBundle>(scene.url, token, 'GET', `/requests/${id}/evidence`);

test('one document holds all that shows how a request was decided', async () => {
  const { id, mailId, raw } = await decidedByMail(scene);
  const { status, json } = await read(id);
  expect(status).toBe(200);
  const { request, chain, facts, audit, evidence, mails } = json;
  const file = (await scene.store.requests.file(id))!;
  expect(json).toMatchObject({ format: 'countersign-evidence-1', standing: { state: 'approved' }, earlier: [] });
  expect([request, chain, facts]).toEqual([file.request, file.chain, file.facts]);
  expect(digestOf(request.ask)).toBe(request.digest);
  expect(audit).toEqual(await scene.store.audit.hashed(id));
  expect(evidence.map(({ grade }) => grade)).toEqual(['link+code', 'reply']);
  expect(facts.decisions.map(({ evidenceId }) => evidenceId)).toEqual(evidence.map((row) => row.id));
  expect(mails).toMatchObject([{ id: mailId, raw: raw.toString('base64'), judgement: { verdict: 'proved' } }]);
  expect(mails[0]!.judgement!.dnsAnswers).toEqual((await scene.store.mails.find(mailId))!.judgement!.dnsAnswers);
});

test('no secret, token or code is in it; the spent reply code only where the approver wrote it', async () => {
  const { id, mailed, raw, replyCode } = await decidedByMail(scene);
  const secret = 'cs_live_canary0123456789';
  const links = [...mailed, await scene.receipt(id), await scene.issue(id, secret), await scene.statusLink(id)];
  const { json } = await read(id);
  const [mail] = json.mails;
  const text = JSON.stringify({ ...json, mails: [{ ...mail, raw: '' }] });
  const hashes = links.flatMap((link) => {
    const hash = hashToken(link.token);
    return [hash, hashCode(hash, link.code)].map((each) => each.toString('hex'));
  });
  const canaries = [secret, token, password, ...hashes, ...links.flatMap((link) => [link.token, link.code])];
  for (const canary of canaries) {
    expect(text).not.toContain(canary);
    expect(raw.toString('latin1')).not.toContain(canary);
  }
  expect(text).not.toContain(replyCode);
  expect(raw.toString('latin1')).toContain(replyCode);
  // It opens nothing any more: the decision closed the question.
  const again = await scene.store.mails.receive({
    raw: Buffer.from('x'),
    source: 'upload',
    envelope: { ip: null, helo: null, sender: null, recipients: [] },
  });
  await scene.store.mails.judged(again.id, (await scene.store.mails.find(mail!.id))!.judgement!);
  expect((await scene.store.mails.decide(again.id, replyCode)).kind).not.toBe('decided');
});

test('a request that nobody has decided has a document too; an unknown one has none', async () => {
  const { json } = await read(await scene.request());
  expect(json).toMatchObject({ standing: { state: 'pending' }, evidence: [], mails: [], audit: [{ seq: 1 }] });
  expect((await read('nope')).status).toBe(404);
});

test('[case 82] staff only, and the description lists it', async () => {
  const id = await scene.request();
  expect((await scene.get(`/api/v1/requests/${id}/evidence`)).status).toBe(401);
  const document = (await (await scene.get('/api/openapi.json')).json()) as {
    readonly paths: Readonly<Record<string, object>>;
    readonly components: { readonly schemas: object };
  };
  expect(document.paths['/api/v1/requests/{id}/evidence']).toHaveProperty('get');
  expect(document.components.schemas).toHaveProperty('EvidenceBundle');
});
