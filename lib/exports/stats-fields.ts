/** What is counted of a campaign, in the order of the columns of its files. */
export const STATS_FIELDS = [
  'audience',
  'pending',
  'accepted',
  'received',
  'shown',
  'clicked',
  'dismissed',
  'gone',
  'rejected',
  'expired',
  'suppressed',
  'heldOut',
  'unknown',
  'unsubscribed',
];
