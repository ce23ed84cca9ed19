import { describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { waitFor } from '@/tests/support/wait-for';
import { editSeries } from './edit-series';
import { getCampaign } from './get-campaign';
import { actor, dates, due, keepSeriesSite, makeRunning, outcome, runCount, setNext, text } from './test-kit/series';

keepSeriesSite();

/** Lets the two come to the campaign's row in this order, each having read what it is before either changes it. */
async function inTurn<A, B>(id: string, first: () => Promise<A>, second: () => Promise<B>) {
  const holder = await pool.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT FROM campaigns WHERE id = $1 FOR UPDATE', [decodeId('campaign', id)]);
    const waiting = async (count: number) => {
      const { rows } = await pool.query(
        `SELECT count(*)::int AS count FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event IN ('transactionid', 'tuple')`,
      );
      return rows[0].count === count;
    };
    const one = first();
    await waitFor(() => waiting(1));
    const two = second();
    await waitFor(() => waiting(2));
    await holder.query('COMMIT');
    return await Promise.all([one, two]);
  } finally {
    // Ends what an assertion has left open; without a transaction it does nothing.
    await holder.query('ROLLBACK');
    holder.release();
  }
}

describe('an edit at the moment at which a date begins', () => {
  it('that comes first is what the date sends', async () => {
    const id = await makeRunning();
    await setNext(id, '1 second');
    const { updatedAt } = await getCampaign(actor, id);
    await inTurn(
      id,
      () => editSeries(actor, id, { message: text('New') }, updatedAt),
      () => due(id),
    );
    // What the worker had read is no longer so: it has sent nothing, and the next call sends it.
    expect(await dates(id)).toEqual(['Old']);
    await due(id);
    expect(await dates(id)).toEqual(['Old', 'New']);
    expect(await runCount(id)).toBe(2);
  });

  it('that comes second holds from the date after it, and is refused if it was bound to what was read', async () => {
    const id = await makeRunning();
    await setNext(id, '1 second');
    const { updatedAt } = await getCampaign(actor, id);
    const [, bound] = await inTurn(
      id,
      () => due(id),
      () => outcome(editSeries(actor, id, { message: text('New') }, updatedAt)),
    );
    expect(bound).toBe('precondition_failed');
    expect(await getCampaign(actor, id)).toMatchObject({ message: { title: 'Old' } });

    await setNext(id, '1 second');
    await inTurn(
      id,
      () => due(id),
      () => editSeries(actor, id, { message: text('New') }),
    );
    expect(await dates(id)).toEqual(['Old', 'Old', 'Old']);
    const after = await getCampaign(actor, id);
    expect(after).toMatchObject({ message: { title: 'New' }, nextAt: expect.any(String) });
    expect(Date.parse(after.nextAt ?? '')).toBeGreaterThan(Date.now());
  });

  it('loses and doubles nothing, however many of both there are', async () => {
    const id = await makeRunning();
    await setNext(id, '1 second');
    await Promise.all([
      ...Array.from({ length: 4 }, () => due(id)),
      ...Array.from({ length: 3 }, (_, index) => outcome(editSeries(actor, id, { message: text(`New ${index}`) }))),
    ]);
    // As the reconciler does, every quarter of a minute.
    await due(id);
    expect(await dates(id)).toHaveLength(2);
    expect(await runCount(id)).toBe(2);
  });

  it('is made by one of two people who opened the same', async () => {
    const id = await makeRunning();
    const { updatedAt } = await getCampaign(actor, id);
    const outcomes = await Promise.all(
      ['Mine', 'Theirs'].map((title) => outcome(editSeries(actor, id, { message: text(title) }, updatedAt))),
    );
    expect(outcomes.sort()).toEqual(['done', 'precondition_failed']);
  });
});
