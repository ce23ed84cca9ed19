/** What the simulated customers do after some of their clicks. */
export const SAMPLE_GOAL = {
  name: 'Beans ordered',
  eventName: 'beans_ordered',
  valueProperty: 'total',
  currency: 'EUR',
  windowHours: 24,
};
