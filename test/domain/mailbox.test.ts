import { mailboxOf } from '../../domain/mailbox';

test.each([
  ['dana@dev.example', 'dana@dev.example'],
  [' Dana@DEV.example ', 'dana@dev.example'],
  ['dana+mls@dev.example', 'dana@dev.example'],
  ['dana+mls+more@dev.example', 'dana@dev.example'],
  ['d.a.n.a@dev.example', 'dana@dev.example'],
  ['dana@googlemail.com', 'dana@gmail.com'],
  ['D.Ana+x@GoogleMail.com', 'dana@gmail.com'],
  ['dana@pm.me', 'dana@proton.me'],
  ['dana@protonmail.com', 'dana@proton.me'],
  ['dana@me.com', 'dana@icloud.com'],
  ['"a@b"@dev.example', '"a@b"@dev.example'],
])('[case 13] %s is the mailbox %s', (email, mailbox) => {
  expect(mailboxOf(email)).toBe(mailbox);
});

test.each([
  ['dana@dev.example', 'dan@dev.example'],
  ['dana@dev.example', 'dana@other.example'],
  ['dana@gmail.com', 'dana@mail.gmail.com'],
])('%s and %s are two', (one, other) => {
  expect(mailboxOf(one)).not.toBe(mailboxOf(other));
});
