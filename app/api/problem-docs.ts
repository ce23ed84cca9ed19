import { ERROR_TABLE, type ErrorCode } from '@/lib/platform/errors';
import type { ApiApp } from './framework';

/** Below the installation's address; each code is an anchor on it. */
const PATH = '/api/problems';

/** The `type` of a problem: an address that tells what it means (RFC 9457 §3.1.1). */
export function problemType(publicUrl: string, code: ErrorCode): string {
  return `${publicUrl}${PATH}#${code}`;
}

/** When a problem comes, and what its reader can do. */
const WORDS: Record<ErrorCode, string> = {
  bad_request:
    'The request is not what its address takes: no JSON, a cursor that was not answered by this list, or parts that exclude each other. `detail` says which. Sending it again does not help.',
  unauthenticated:
    'No API key was sent, or one that is unknown, revoked or expired. Send `Authorization: Bearer bk_…`.',
  forbidden:
    'The key is known and may not do this: it lacks the permission that `detail` names, is for another site, or is used from an address that it is not for.',
  origin_not_allowed:
    'A page that is not among the origins of the site called what only its own pages may call. Add the origin in the settings of the site.',
  not_found:
    'Nothing that the key may know of has this id or address. Things of other workspaces are answered the same way.',
  method_not_allowed: 'The address is there, for the methods in the `Allow` header.',
  conflict: 'It cannot be done as things are now; `detail` says why. Read it again, then decide.',
  endpoint_taken:
    'The endpoint belongs to a subscription with other keys. A browser that subscribes anew replaces it by itself.',
  campaign_not_editable:
    'Only a draft can be edited, or a recurring campaign that goes on. Unschedule the campaign first, or copy it.',
  campaign_wrong_state:
    'The campaign cannot be moved like this from where it is: one that has ended cannot be paused, for example. Read its `status`.',
  already_set_up: 'The installation has an owner already; sign in instead.',
  request_in_progress:
    'A request with the same `Idempotency-Key` is being worked on. Wait for `Retry-After` seconds, then send the same request again: it gets the first answer.',
  precondition_failed:
    'It was changed since the `ETag` in `If-Match` was read. Read it again, make the change anew, and send the new tag.',
  payload_too_large: 'The body is larger than the limit in `detail`. Send several smaller requests.',
  unsupported_media_type: 'The body must be sent as `Content-Type: application/json`.',
  invalid_input:
    'Fields are missing or wrong. `errors` has a `path` and a `message` for each; correct them and send it again.',
  idempotency_key_reused:
    'The `Idempotency-Key` was used for another request in the last 30 days. Use a new key for each thing that is to happen once.',
  too_many_requests:
    'More requests than the limit in `RateLimit-Policy`. Wait for `Retry-After` seconds; `RateLimit` tells what is left.',
  internal:
    'A fault of the server. It is in its log under `requestId`. With an `Idempotency-Key` the request can be sent again safely.',
  unavailable:
    'The database or the queue does not answer for a moment. Nothing was lost; wait for `Retry-After` seconds.',
};

/** GET /api/problems: what each code of the API means, for whoever follows the `type` of one. */
export function registerProblemDocs(app: ApiApp): void {
  app.get(PATH, (c) => c.html(PAGE));
}

const asHtml = (text: string) => text.replaceAll(/`([^`]+)`/g, '<code>$1</code>');

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Problems of the Belfry API</title></head>
<body>
<main>
<h1>Problems of the Belfry API</h1>
<p>Errors are answered as <code>application/problem+json</code> (RFC 9457). Programs go by <code>code</code>, which is stable.</p>
${Object.entries(ERROR_TABLE)
  .map(
    ([code, { status, title }]) =>
      `<section id="${code}">\n<h2><code>${code}</code> (${status})</h2>\n<p>${title}.</p>\n<p>${asHtml(WORDS[code as ErrorCode])}</p>\n</section>`,
  )
  .join('\n')}
</main>
</body>
</html>
`;
