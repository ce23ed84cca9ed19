import { expect } from 'vitest';
import { Problem } from '@/lib/contracts/problems';
import { env } from '@/lib/platform/env';
import { api } from '../app';
import { label, type Operation, type Tenant } from '../test-support';
import { expectDescribed } from './expect-described';
import { BODIES } from './request-bodies';

// For refusals.test.ts: asks as nobody may, and expects an answer that the document describes.

export interface Asked {
  token?: string | null;
  /** In place of the tenant's own ids. */
  ids?: Record<string, string>;
  body?: string;
  headers?: Record<string, string>;
  contentType?: string;
  query?: string;
  /** It is not a request that the document describes, so that no answer to it is described either. */
  isUndescribed?: boolean;
}

/** @param tenant whose ids and key are used where nothing else is asked for; there from the first test on */
export function makeRefusals(tenant: () => Tenant) {
  let requestCount = 0;
  /** As `GET /api/v1/sites not_found`. */
  const provoked = new Set<string>();

  async function ask(operation: Operation, asked: Asked): Promise<{ status: number; problem: Problem }> {
    const path = operation.params.reduce(
      (text, { name, noun }) => text.replace(`{${name}}`, asked.ids?.[name] ?? tenant().ids[noun] ?? ''),
      operation.path,
    );
    const json = operation.hasBody ? JSON.stringify(BODIES[label(operation)]) : undefined;
    const own = operation.file?.content ?? json;
    const body = asked.body ?? own;
    const token = asked.token === undefined ? tenant().token : asked.token;
    const init = {
      method: operation.method,
      headers: {
        ...asked.headers,
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && {
          'content-type': asked.contentType ?? operation.file?.type ?? 'application/json',
          'content-length': asked.headers?.['content-length'] ?? String(Buffer.byteLength(body)),
        }),
      },
      body,
    };
    // Each from another network, since wrong keys of one are counted.
    const remoteAddress = `10.${(requestCount >> 8) & 255}.${requestCount++ & 255}.1`;
    const response = await api.request(`${path}${asked.query ?? ''}`, init, {
      incoming: { socket: { remoteAddress } },
    });
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = Problem.parse(await response.json());
    expect(problem).toMatchObject({
      status: response.status,
      type: `${env().publicUrl}/api/problems#${problem.code}`,
      requestId: response.headers.get('x-request-id'),
    });
    if (!asked.isUndescribed) {
      expectDescribed(operation, problem);
      provoked.add(`${label(operation)} ${problem.code}`);
    }
    return { status: response.status, problem };
  }

  async function expectRefusal(operation: Operation, asked: Asked, status: number, code: string): Promise<Problem> {
    const answer = await ask(operation, asked);
    expect({ asked, status: answer.status, code: answer.problem.code }).toEqual({ asked, status, code });
    return answer.problem;
  }

  return { expectRefusal, provoked };
}
