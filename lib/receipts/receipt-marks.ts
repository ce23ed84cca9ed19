import type { Receipt } from '@/lib/contracts/embed';
import type { VerifiedToken } from '@/lib/delivery/tokens';

/** What a set of receipts says of one delivery. */
export interface ReceiptMark {
  runId: bigint;
  subscriberId: bigint;
  isReceived: boolean;
  isShown: boolean;
  isClicked: boolean;
  isDismissed: boolean;
  /** Bit 0: the body, bits 1 and 2: the buttons. */
  clickedActions: number;
}

/**
 * A receipt as a mark, or null when its token is of the other kind. What is shown was received, what is clicked or
 * dismissed was shown: the earlier reports may be lost.
 */
export function markOf(token: VerifiedToken, k: Receipt['k']): ReceiptMark | null {
  if ((token.kind === 'click') !== (k === 'clicked')) return null;
  return {
    runId: token.runId,
    subscriberId: token.subscriberId,
    isReceived: true,
    isShown: k !== 'received',
    isClicked: k === 'clicked',
    isDismissed: k === 'dismissed',
    clickedActions: k === 'clicked' ? 1 << token.action : 0,
  };
}

/** Adds `mark` to the marks of a batch: one per delivery, since a statement may change a row only once. */
export function mergeMark(marks: Map<string, ReceiptMark>, mark: ReceiptMark): void {
  const key = `${mark.runId}/${mark.subscriberId}`;
  const known = marks.get(key);
  if (!known) {
    marks.set(key, { ...mark });
    return;
  }
  known.isShown ||= mark.isShown;
  known.isClicked ||= mark.isClicked;
  known.isDismissed ||= mark.isDismissed;
  known.clickedActions |= mark.clickedActions;
}
