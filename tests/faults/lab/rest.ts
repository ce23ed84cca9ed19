import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Audience } from './audience';

export interface RestAnswer {
  status: number;
  body: { id: string; [name: string]: unknown };
  headers: Headers;
  ms: number;
}

export type Rest = (method: string, path: string, body?: unknown) => Promise<RestAnswer>;

/** The REST API of a web process, with a key of the audience's workspace. */
export async function openRest(origin: string, audience: Audience): Promise<Rest> {
  const { token } = await createApiKey(audience.site.actor, {
    name: 'faults',
    scopes: ['campaigns.read', 'campaigns.write', 'campaigns.send', 'subscribers.write'],
  });
  return async (method, path, body) => {
    const askedAt = Date.now();
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = (text === '' ? {} : JSON.parse(text)) as RestAnswer['body'];
    return { status: response.status, body: answer, headers: response.headers, ms: Date.now() - askedAt };
  };
}
