import { ERROR_TABLE, type ErrorCode } from '@/lib/platform/errors';
import type { Answer, Operation } from './openapi-complete';

/**
 * Adds what any request of its kind may be refused with to what a route names itself, so that no route has to repeat
 * what the middleware before it answers.
 */
export function addCommonProblems(method: string, operation: Operation): void {
  for (const code of commonCodes(method, operation)) {
    const { status, title } = ERROR_TABLE[code];
    const answer: Answer = operation.responses[status] ?? {
      description: '',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
    if (answer.description.includes(`\`${code}\``)) continue;
    const description = [answer.description, `\`${code}\`: ${title}`].filter(Boolean).join('; ');
    operation.responses[status] = { ...answer, description };
  }
}

function commonCodes(method: string, { parameters = [], requestBody }: Operation): ErrorCode[] {
  const takesCursor = parameters.some(({ name }) => name === 'cursor');
  const takesJson = requestBody?.content['application/json'] !== undefined;
  return [
    ...(takesCursor || takesJson ? (['bad_request'] as const) : []),
    ...(requestBody ? (['payload_too_large', 'unsupported_media_type'] as const) : []),
    // Each POST takes an Idempotency-Key.
    ...(method === 'post' ? (['idempotency_key_reused', 'request_in_progress'] as const) : []),
  ];
}
