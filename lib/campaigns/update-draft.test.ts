import { expect, it } from 'vitest';
import { AppError } from '@/lib/platform/errors';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { createDraft } from './create-draft';
import { getCampaign } from './get-campaign';
import { updateDraft } from './update-draft';

it('does not overwrite a draft that was saved since the editor saw it', async () => {
  const { actor, publicId } = await makeTestSite();
  const draft = await createDraft(actor, publicId, { name: 'First', message: {}, audience: { all: true } });
  const attempts = await Promise.allSettled(
    ['Mine', 'Theirs'].map((name) => updateDraft(actor, draft.id, { name }, draft.updatedAt)),
  );
  const lost = attempts.filter((attempt) => attempt.status === 'rejected');
  expect(lost).toHaveLength(1);
  expect(lost[0]?.reason).toBeInstanceOf(AppError);
  expect(lost[0]?.reason).toMatchObject({ code: 'precondition_failed' });

  const current = await getCampaign(actor, draft.id);
  expect(['Mine', 'Theirs']).toContain(current.name);
  const saved = await updateDraft(actor, draft.id, { name: 'Next' }, current.updatedAt);
  expect(saved.name).toBe('Next');
});
