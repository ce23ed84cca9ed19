import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { env } from '@/lib/platform/env';

/** The optional C part of the send path, `native/encrypt.c`. */
export interface NativeCore {
  /**
   * Fills `body`, which has the plaintext's length + 103 bytes.
   * @param secret,salt sender's private key and salt, for a test vector only: otherwise both are new
   * @returns 0 done, 1 the keys are not valid, 2 it could not be done
   */
  encrypt(
    body: Uint8Array,
    p256dh: Uint8Array,
    auth: Uint8Array,
    plaintext: Uint8Array,
    secret?: Uint8Array,
    salt?: Uint8Array,
  ): number;
}

export interface NativeState {
  core: NativeCore | null;
  /** Why it is not in use; empty when it is. */
  reason: string;
}

/** Of this very Node: it calls the OpenSSL inside, whose version comes with Node's. scripts/build-native.mjs names it. */
const NATIVE_FILE = `encrypt-${process.platform}-${process.arch}-node${process.versions.node}.node`;

let state: NativeState | undefined;

/** The native core where set-up has built one, loaded once a process; null where JavaScript does its work. */
export function nativeCore(): NativeCore | null {
  state ??= env().BELFRY_NATIVE === 'off' ? off('BELFRY_NATIVE=off') : loadNativeCore();
  return state.core;
}

/** Whether the native core is in use, and if not, why. */
export function nativeState(): NativeState {
  nativeCore();
  return state ?? off('not loaded');
}

/**
 * Loads a build and has it make the RFC's own message first: one that does not fit this Node is not used. Never throws.
 * @param file absolute path of the addon
 */
export function loadNativeCore(file: string = join(process.cwd(), 'native', 'build', NATIVE_FILE)): NativeState {
  if (!existsSync(file)) return off('not built: it needs a C compiler and the headers of this Node');
  try {
    const loaded: { exports: Partial<NativeCore> } = { exports: {} };
    // All symbols now: one that is missing is an error here, and later it would end the process.
    process.dlopen(loaded, file, constants.dlopen.RTLD_NOW);
    const { encrypt } = loaded.exports;
    if (!encrypt || !makesTheRfcMessage({ encrypt })) return off('its self-test failed');
    return { core: { encrypt }, reason: '' };
  } catch (error) {
    return off(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}

function off(reason: string): NativeState {
  return { core: null, reason };
}

/** RFC 8291 appendix A. */
const VECTOR = {
  plaintext: Buffer.from('When I grow up, I want to be a watermelon'),
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  secret: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  body: 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
};

function makesTheRfcMessage(core: NativeCore): boolean {
  const bytes = (text: string) => Buffer.from(text, 'base64url');
  const body = Buffer.alloc(VECTOR.plaintext.length + 103);
  const { plaintext, p256dh, auth, secret, salt } = VECTOR;
  const code = core.encrypt(body, bytes(p256dh), bytes(auth), plaintext, bytes(secret), bytes(salt));
  return code === 0 && body.toString('base64url') === VECTOR.body;
}
