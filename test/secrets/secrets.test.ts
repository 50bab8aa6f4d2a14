import { createSeal, UnsealError } from '../../secrets/seal';
import { digestOf } from '../../secrets/digest';
import { hashPassword, isPassword, newPassword } from '../../secrets/password';
import { fingerprint, hashCode, hashToken, newCode, newToken } from '../../secrets/token';

const keys = new Map([
  ['k1', Buffer.alloc(32, 1)],
  ['k2', Buffer.alloc(32, 2)],
]);
const seal = createSeal({ current: 'k1', keys });
const onlyNew = createSeal({ current: 'k2', keys: new Map([['k2', keys.get('k2')!]]) });
const text = Buffer.from('csk_live_secret');
/** `text` as "a", sealed by k1 as it was done before there were envelopes. */
const bareValue = '0505050505050505050505052d4f758618a9ea5d3ba33407568c316e62d18a6a0edb45e22a691dffb3f681';

describe('seal', () => {
  test('opens what it sealed, and shows nothing of it', () => {
    const sealed = Buffer.from(seal.seal('letter:1', text));
    expect(Buffer.from(seal.open('letter:1', sealed))).toEqual(text);
    expect(sealed.includes('csk_live')).toBe(false);
  });

  test('never the same twice', () => {
    expect(seal.seal('a', text)).not.toEqual(seal.seal('a', text));
  });

  test('every flipped bit and every cut is refused', () => {
    const sealed = Buffer.from(seal.seal('a', text));
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => seal.open('a', changed)).toThrow(UnsealError);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => seal.open('a', sealed.subarray(0, length))).toThrow(UnsealError);
    }
  });

  test('what was sealed as one thing does not open as another', () => {
    expect(() => seal.open('credential:2', seal.seal('credential:1', text))).toThrow(UnsealError);
  });

  test('[case 123] after a rotation the old still opens; with the old key gone it says which is missing', () => {
    const sealed = seal.seal('a', text);
    const rotated = createSeal({ current: 'k2', keys });
    expect(Buffer.from(rotated.open('a', sealed))).toEqual(text);
    expect(() => onlyNew.open('a', sealed)).toThrow(/"k1".*not in the keyring/);
  });

  test('a new key: the old value is sealed with it, and needs the old key no longer', () => {
    const sealed = seal.seal('a', text);
    const resealed = createSeal({ current: 'k2', keys }).reseal('a', sealed);
    expect(text).toEqual(onlyNew.open('a', resealed));
    // Only the data key was wrapped anew.
    expect(Buffer.from(resealed).subarray(-text.length)).toEqual(Buffer.from(sealed).subarray(-text.length));
    expect(() => onlyNew.reseal('a', sealed)).toThrow(/"k1".*not in the keyring/);
    expect(() => seal.reseal('b', sealed)).toThrow(UnsealError);
  });

  test('a data key opens its own value only, whoever swaps it', () => {
    const wrappedEnd = 2 + 'k1'.length + 60;
    const [one, other] = ['a', 'b'].map((context) => Buffer.from(seal.seal(context, text)));
    const twin = Buffer.from(seal.seal('a', text));
    for (const [head, tail] of [
      [one, other],
      [other, one],
      [one, twin],
    ] as const) {
      const swapped = Buffer.concat([head!.subarray(0, wrappedEnd), tail!.subarray(wrappedEnd)]);
      for (const context of ['a', 'b']) expect(() => seal.open(context, swapped)).toThrow(UnsealError);
    }
  });

  test('the name of another key of the ring in its place is refused', () => {
    const sealed = Buffer.from(seal.seal('a', text));
    sealed.write('k2', 2);
    expect(() => seal.open('a', sealed)).toThrow(UnsealError);
  });

  test('what was sealed before there were envelopes opens, and gets one when it is sealed again', () => {
    const bare = Buffer.from('01026b31' + bareValue, 'hex');
    expect(text).toEqual(seal.open('a', bare));
    expect(() => seal.open('b', bare)).toThrow(UnsealError);
    const resealed = createSeal({ current: 'k2', keys }).reseal('a', bare);
    expect(Buffer.from(resealed)[0]).toBe(2);
    expect(text).toEqual(onlyNew.open('a', resealed));
  });

  test.each([
    ['no current key', { current: 'k9', keys }],
    ['a short key', { current: 'k1', keys: new Map([['k1', Buffer.alloc(16)]]) }],
  ])('refuses a keyring with %s', (_name, keyring) => {
    expect(() => createSeal(keyring)).toThrow(RangeError);
  });
});

describe('tokens and codes', () => {
  test('[case 21] 43 characters, no full stop, no padding', () => {
    for (let n = 0; n < 1_000; n += 1) expect(newToken()).toMatch(/^[\w-]{43}$/);
  });

  test('a code has six characters that do not look alike', () => {
    for (let n = 0; n < 1_000; n += 1) expect(newCode()).toMatch(/^[ACDEFGHJKMNPQRTUVWXYZ234679]{6}$/);
  });

  test('case and spaces of a typed code do not matter; its token does', () => {
    const [one, two] = [hashToken('one'), hashToken('two')];
    expect(hashCode(one, ' acd efg ')).toEqual(hashCode(one, 'ACDEFG'));
    expect(hashCode(one, 'ACDEFG')).not.toEqual(hashCode(two, 'ACDEFG'));
  });

  test('[case 20] a fingerprint is eight characters of the hash, not of the token', () => {
    const token = newToken();
    expect(fingerprint(token)).toBe(hashToken(token).toString('hex').slice(0, 8));
  });
});

test('a digest depends on content, not on the order of keys', () => {
  expect(digestOf({ a: 1, b: [2, 'x'] })).toBe(digestOf({ b: [2, 'x'], a: 1 }));
  expect(digestOf({ role: 'idx' })).not.toBe(digestOf({ role: 'vow' }));
  expect(() => digestOf(undefined)).toThrow(TypeError);
});

test('a password is known again; nobody has none', async () => {
  const password = newPassword();
  expect(password).toMatch(/^(\w{4}-){4}\w{4}$/);
  const stored = await hashPassword(password);
  expect(stored).toMatch(/^\$argon2id\$/);
  expect(await isPassword(stored, password)).toBe(true);
  expect(await isPassword(stored, `${password}x`)).toBe(false);
  expect(await isPassword(undefined, password)).toBe(false);
});
