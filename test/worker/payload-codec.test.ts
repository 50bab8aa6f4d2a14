import { defaultPayloadConverter, ValueError } from '@temporalio/common';
import { createSeal } from '../../secrets/seal';
import { createPayloadCodec } from '../../worker/payload-codec';

const codec = createPayloadCodec(createSeal({ current: 'k1', keys: new Map([['k1', Buffer.alloc(32, 1)]]) }));
const payload = defaultPayloadConverter.toPayload({ approver: 'Ann Lee', email: 'ann@mls.example' });

test('what goes out shows neither content nor inner metadata, and comes back whole', async () => {
  const sealed = await codec.encode([payload]);
  const bytes = Buffer.concat(
    [...Object.values(sealed[0]!.metadata ?? {}), sealed[0]!.data!].map((part) => Buffer.from(part)),
  );
  for (const word of ['Ann', 'mls.example', 'json/plain']) expect(bytes.includes(word)).toBe(false);
  const [opened] = await codec.decode(sealed);
  expect(defaultPayloadConverter.fromPayload(opened!)).toEqual({ approver: 'Ann Lee', email: 'ann@mls.example' });
});

test('[case 98] a payload in clear is refused', async () => {
  await expect(codec.decode([payload])).rejects.toThrow(ValueError);
});

test('a changed payload is refused', async () => {
  const [sealed] = await codec.encode([payload]);
  const data = Buffer.from(sealed!.data!);
  data[data.length - 1]! ^= 1;
  await expect(codec.decode([{ ...sealed!, data }])).rejects.toThrow(/Cannot open/);
});
