import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ApiContext } from '../../framework';
import { describeProblem } from '../../problem';

/** Our names of fields and the ones that the caller knows. */
const FIELD_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^message\.url$/, 'target_url'],
  [/^message\.(icon|image|badge)$/, '$1_url'],
  [/^message\.actions\.(\d+)\.url$/, 'actions.$1.target_url'],
  [/^message\.requireInteraction$/, 'require_interaction'],
  [/^message\./, ''],
  [/^audience\.rule.*$/, 'tags'],
  [/^audience\.externalIds/, 'uids'],
  [/^ttlSeconds$/, 'ttl'],
  [/^sendAt$/, 'send_at'],
  [/^keys\./, ''],
  [/^externalId$/, 'uid'],
  [/^allowedOrigins.*$/, 'website'],
];

/** An error for Pushpad's clients: the status is theirs too, the body names each field. */
export function pushpadError(c: ApiContext, thrown: unknown): Response {
  const { problem, headers } = describeProblem(
    { requestId: c.var.requestId, method: c.req.method, path: c.req.path },
    thrown,
  );
  for (const name of ['Retry-After', 'Connection']) {
    if (headers[name]) c.header(name, headers[name]);
  }
  const errors: Record<string, string[]> = {};
  for (const { path, message } of problem.errors) {
    const name = callersName(path);
    errors[name] = [...(errors[name] ?? []), message];
  }
  const status = problem.code === 'campaign_wrong_state' ? 422 : problem.status;
  return c.json({ error: problem.detail, errors }, status as ContentfulStatusCode);
}

function callersName(path: string): string {
  const found = FIELD_NAMES.find(([pattern]) => pattern.test(path));
  return found ? path.replace(found[0], found[1]) : path;
}
