// Gives the native core what a hostile subscription, or a mistake of ours, could: it must answer, never crash, leak or
// read a byte beside. Run under sanitizers by `npm run test:native-sanitizer`. Usage:
// native-hostile-input.mjs <addon> <rounds>
import { createDecipheriv, createECDH, createHmac, randomBytes, randomInt } from 'node:crypto';
import { constants } from 'node:os';

const [, , file, rounds = '2000'] = process.argv;
const loaded = { exports: {} };
process.dlopen(loaded, file, constants.dlopen.RTLD_NOW);
const { encrypt } = loaded.exports;
const [DONE, BAD_KEYS, FAILED] = [0, 1, 2];
const OVERHEAD = 103;
const expectCode = (code, wanted, what) => {
  if (code !== wanted) throw new Error(`${what}: ${code} instead of ${wanted}`);
};

const hmac = (key, ...parts) => parts.reduce((sum, part) => sum.update(part), createHmac('sha256', key)).digest();
function decrypt(body, receiver, auth) {
  const sender = body.subarray(21, 86);
  const first = hmac(auth, receiver.computeSecret(sender));
  const prk = hmac(body.subarray(0, 16), hmac(first, 'WebPush: info\0', receiver.getPublicKey(), sender, '\x01'));
  const key = hmac(prk, 'Content-Encoding: aes128gcm\0\x01').subarray(0, 16);
  const decipher = createDecipheriv('aes-128-gcm', key, hmac(prk, 'Content-Encoding: nonce\0\x01').subarray(0, 12));
  decipher.setAuthTag(body.subarray(-16));
  const plain = Buffer.concat([decipher.update(body.subarray(86, -16)), decipher.final()]);
  if (plain.at(-1) !== 2) throw new Error('no delimiter');
  return plain.subarray(0, -1);
}

/** Memory of its own, so that a byte read or written beside it is seen. */
const exact = (bytes) => new Uint8Array(bytes);
const receiver = createECDH('prime256v1');
const p256dh = exact(receiver.generateKeys());
const auth = exact(randomBytes(16));

// Every length, and every edge of it.
for (let length = 0; length <= 3_993; length += length > 64 && length < 3_900 ? 61 : 1) {
  const plaintext = exact(randomBytes(length));
  const body = new Uint8Array(length + OVERHEAD);
  expectCode(encrypt(body, p256dh, auth, plaintext), DONE, `length ${length}`);
  if (!decrypt(Buffer.from(body), receiver, auth).equals(plaintext)) throw new Error(`length ${length} does not open`);
}
expectCode(encrypt(new Uint8Array(3_994 + OVERHEAD), p256dh, auth, new Uint8Array(3_994)), FAILED, 'one byte too long');
for (const size of [0, 1, 102, 104, 4_096]) {
  expectCode(encrypt(new Uint8Array(size), p256dh, auth, new Uint8Array(0)), FAILED, `body of ${size}`);
}

// Keys of every wrong length, and points that are none.
for (let length = 0; length <= 200; length++) {
  const body = new Uint8Array(OVERHEAD);
  if (length !== 65)
    expectCode(encrypt(body, exact(randomBytes(length)), auth, body.subarray(0, 0)), BAD_KEYS, 'point');
  if (length !== 16)
    expectCode(encrypt(body, p256dh, exact(randomBytes(length)), body.subarray(0, 0)), BAD_KEYS, 'auth');
}
const P = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff';
const points = [
  Buffer.alloc(65),
  Buffer.concat([Buffer.of(4), Buffer.alloc(64)]),
  Buffer.concat([Buffer.of(4), Buffer.alloc(64, 255)]),
  Buffer.concat([Buffer.of(4), Buffer.from(P + P, 'hex')]),
  Buffer.concat([Buffer.of(0), Buffer.alloc(64)]),
  Buffer.concat([receiver.getPublicKey(null, 'compressed'), Buffer.alloc(32)]),
  receiver.getPublicKey(null, 'hybrid'),
];
for (const point of points) {
  const body = new Uint8Array(OVERHEAD);
  expectCode(encrypt(body, exact(point), auth, new Uint8Array(0)), BAD_KEYS, point.toString('hex'));
}

// Arguments that are no bytes at all.
const detached = new Uint8Array(65);
structuredClone(detached, { transfer: [detached.buffer] });
const odd = [undefined, null, 0, -1, Number.NaN, 'text', '', 1n, Symbol('s'), {}, [], () => 0, new Float64Array(9)];
odd.push(new DataView(new ArrayBuffer(65)), new ArrayBuffer(65), new Proxy(new Uint8Array(65), {}), detached, {
  length: 65,
});
for (const value of odd) {
  for (let position = 0; position < 6; position++) {
    const given = [
      new Uint8Array(OVERHEAD),
      p256dh,
      auth,
      new Uint8Array(0),
      exact(randomBytes(32)),
      new Uint8Array(16),
    ];
    given[position] = value;
    const code = encrypt(...given);
    // Nothing to encrypt is no mistake.
    if (position !== 3 && code === DONE) throw new Error(`argument ${position} was taken: ${String(value)}`);
  }
}
for (let count = 0; count < 4; count++)
  expectCode(encrypt(...[p256dh, p256dh, auth].slice(0, count)), FAILED, 'too few');
// A private key that is no number of the group.
for (const secret of [Buffer.alloc(32), Buffer.alloc(32, 255)]) {
  const code = encrypt(new Uint8Array(OVERHEAD), p256dh, auth, new Uint8Array(0), exact(secret), new Uint8Array(16));
  if (secret[0] === 0) expectCode(code, FAILED, 'secret 0');
}

// Random ones, and the memory that they leave.
const startedWith = process.memoryUsage().rss;
for (let round = 0; round < Number(rounds); round++) {
  const point = exact(round % 3 === 0 ? p256dh : randomBytes(65));
  point[0] = 4;
  if (round % 6 === 3) point[1 + randomInt(64)] ^= 1 << randomInt(8);
  const plaintext = exact(randomBytes(randomInt(3_994)));
  const code = encrypt(new Uint8Array(plaintext.length + OVERHEAD), point, auth, plaintext);
  if (code !== DONE && code !== BAD_KEYS) throw new Error(`round ${round}: ${code}`);
}
const grown = (process.memoryUsage().rss - startedWith) / 1e6;
if (grown > 200) throw new Error(`memory grew by ${grown.toFixed(0)} MB`);
console.log(`hostile input: ${rounds} random rounds and all the edges answered; memory grew by ${grown.toFixed(0)} MB`);
