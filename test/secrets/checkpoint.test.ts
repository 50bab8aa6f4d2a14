import { auditKeyOf, isSignedBy } from '../../secrets/audit-key';
import {
  checkpointHash,
  isSignedCheckpoint,
  isUnderRoot,
  pathOfHead,
  rootOfHeads,
  signCheckpoint,
} from '../../secrets/checkpoint';
import { leafHash, pathTo, rootBy, rootOf } from '../../secrets/merkle';

const key = auditKeyOf(Buffer.alloc(32, 9));
const hash = (n: number) => n.toString(16).padStart(64, '0');
const heads = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ requestId: `r${n}`, seq: n + 1, hash: hash(n) }));

test('the tree is that of RFC 6962', () => {
  expect(rootOf([]).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  const empty = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d';
  expect(leafHash(Buffer.alloc(0)).toString('hex')).toBe(empty);
});

test('[case 97] every leaf of every tree leads to its root, and no other leaf does', () => {
  for (let size = 1; size <= 33; size += 1) {
    const leaves = Array.from({ length: size }, (_, n) => leafHash(Buffer.of(n)));
    const root = rootOf(leaves);
    for (let index = 0; index < size; index += 1) {
      const path = pathTo(leaves, index);
      expect(rootBy(leaves[index]!, path)).toEqual(root);
      expect(rootBy(leafHash(Buffer.of(99)), path)).not.toEqual(root);
    }
  }
});

test('heads have one root, in whatever order a database gives them', () => {
  const all = heads(7);
  const root = rootOfHeads(all);
  expect(rootOfHeads(all.toReversed())).toBe(root);
  const path = pathOfHead(all, 'r3')!;
  expect(isUnderRoot(all[3]!, path, root)).toBe(true);
  expect(isUnderRoot({ ...all[3]!, seq: 3 }, path, root)).toBe(false);
  expect(isUnderRoot({ ...all[3]!, requestId: 'r4' }, path, root)).toBe(false);
  expect(isUnderRoot(all[3]!, path.slice(1), root)).toBe(false);
  expect(pathOfHead(all, 'r9')).toBeUndefined();
});

const content = { number: 1, at: 5, requests: 7, root: hash(1), previous: hash(0) };

test('a signature holds for the checkpoint as it is, by the key that it names', () => {
  const signed = signCheckpoint(key, content);
  expect(isSignedCheckpoint(signed)).toBe(true);
  expect(signed.key).toBe(key.publicKey);
  expect(checkpointHash(signed)).toMatch(/^[\da-f]{64}$/);
  const other = auditKeyOf(Buffer.alloc(32, 8));
  for (const change of [
    { number: 2 },
    { at: 6 },
    { requests: 8 },
    { root: hash(2) },
    { previous: hash(3) },
    { key: other.publicKey },
    { key: 'nonsense' },
    { signature: '' },
    { signature: signed.signature.replace(/^../, '00') },
  ]) {
    expect([change, isSignedCheckpoint({ ...signed, ...change })]).toEqual([change, false]);
  }
});

test('a key has 32 bytes, and signs what OpenSSL would check', () => {
  expect(() => auditKeyOf(Buffer.alloc(31))).toThrow(RangeError);
  // The first test of RFC 8032, 7.1.
  const rfc = auditKeyOf(Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'));
  expect(rfc.publicKey).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  expect(isSignedBy(rfc.publicKey, Buffer.alloc(0), rfc.sign(Buffer.alloc(0)))).toBe(true);
});
