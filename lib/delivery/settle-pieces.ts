import { errorKind } from '@/lib/platform/error-kind';
import type { SettleInput } from './settle-batch';

/**
 * Records a group of results piece by piece, after the database refused it as a whole: each row alone, then each push
 * service and each alert.
 * @returns how many rows were changed
 * @throws what the database said of the first piece that it refused, once the others are recorded
 */
export async function settlePieces(
  input: SettleInput,
  settle: (piece: SettleInput) => Promise<number>,
): Promise<number> {
  let changedCount = 0;
  let failure: unknown;
  for (const piece of piecesOf(input)) {
    try {
      changedCount += await settle(piece);
    } catch (error) {
      failure ??= error;
      if (errorKind(error) === 'unavailable') break;
    }
  }
  if (failure !== undefined) throw failure;
  return changedCount;
}

function piecesOf({ settlements, working, pauses, alerts, ...run }: SettleInput): SettleInput[] {
  const nothing: SettleInput = { ...run, settlements: [], working: [], pauses: [], alerts: [] };
  return [
    ...settlements.map((row) => ({ ...nothing, settlements: [row] })),
    ...pauses.map((pause) => ({ ...nothing, pauses: [pause] })),
    ...(working.length > 0 ? [{ ...nothing, working }] : []),
    ...alerts.map((alert) => ({ ...nothing, alerts: [alert] })),
  ];
}
