import { open, seal } from '@/lib/platform/crypto-at-rest';

/** The answer to a request with an Idempotency-Key, as it was given. */
export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const context = (workspaceId: bigint, key: string) => `idempotency:${workspaceId}:${key}`;

/** An answer may hold a secret that is shown once (a webhook's), so that it is kept sealed. */
export function sealAnswer(workspaceId: bigint, key: string, answer: StoredAnswer): { sealed: string } {
  const sealed = seal(Buffer.from(JSON.stringify(answer)), context(workspaceId, key));
  return { sealed: Buffer.from(sealed).toString('base64') };
}

/** @throws Error when it was sealed for another key, or under another master key */
export function openAnswer(workspaceId: bigint, key: string, { sealed }: { sealed: string }): StoredAnswer {
  return JSON.parse(open(Buffer.from(sealed, 'base64'), context(workspaceId, key)).toString()) as StoredAnswer;
}
