import { createSeal, UnsealError } from '../../secrets/seal';
import { digestOf } from '../../secrets/digest';
import { hashPassword, isPassword, newPassword } from '../../secrets/password';
import { fingerprint, hashCode, hashToken, newCode, newToken } from '../../secrets/token';

const keys = new Map([
  ['k1', Buffer.alloc(32, 1)],
  ['k2', Buffer.alloc(32, 2)],
]);
const seal = createSeal({ current: 'k1', keys });
const text = Buffer.from('csk_live_secret');

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
    const without = createSeal({ current: 'k2', keys: new Map([['k2', Buffer.alloc(32, 2)]]) });
    expect(() => without.open('a', sealed)).toThrow(/"k1".*not in the keyring/);
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
