import { AppError } from './errors';
import type { IdKind } from './ids';

/** What people call it, where the kind of the id is not that word already. */
const NOUNS: Partial<Record<IdKind, string>> = {
  apiKey: 'API key',
  draftVersion: 'version of this draft',
  webhookDelivery: 'delivery of this webhook',
  jobFailure: 'failed job',
};

/** The `not_found` of an id that names nothing, or nothing that the actor may know of: one answer for both. */
export function notFound(kind: IdKind): AppError {
  return new AppError('not_found', { detail: `No ${NOUNS[kind] ?? kind} has the id given.` });
}
