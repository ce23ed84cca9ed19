/** What a reason code of lib/delivery (classify-response.ts) means to a marketer, and what to do about it. */
export interface ReasonText {
  title: string;
  remedy: string;
  /** Nothing is wrong; it is told so that the numbers add up. */
  isNormal?: boolean;
}

const TEXTS: Record<string, ReasonText> = {
  gone: {
    title: 'No longer subscribed',
    remedy:
      'The browser was uninstalled or permission withdrawn. They were removed from your subscribers; nothing to do.',
    isNormal: true,
  },
  not_found: {
    title: 'Subscription no longer exists',
    remedy: 'The push service has forgotten this browser. They were removed from your subscribers; nothing to do.',
    isNormal: true,
  },
  gone_too_early: {
    title: 'Just subscribed, not ready yet',
    remedy: 'Tried once more ten minutes after they subscribed.',
    isNormal: true,
  },
  key_mismatch: {
    title: 'Subscribed with another key',
    remedy: 'They are set aside and heal by themselves at their next visit to your site.',
  },
  too_large: {
    title: 'Message too large for this browser',
    remedy: 'Shorten the text, or use shorter addresses for link and images.',
  },
  wns_dropped: {
    title: 'Dropped by Windows',
    remedy: 'The Windows push service refused to pass it on, usually because notifications are turned off there.',
  },
  rate_limited: {
    title: 'Push service asked to slow down',
    remedy: 'Sending waits as long as it asked, then goes on by itself.',
    isNormal: true,
  },
  throttled: {
    title: 'Push service asked to slow down',
    remedy: 'Sending waits as long as it asked, then goes on by itself.',
    isNormal: true,
  },
  wns_channel_throttled: {
    title: 'Windows asked to slow down for this device',
    remedy: 'Tried again later by itself.',
    isNormal: true,
  },
  unavailable: {
    title: 'Push service was unavailable',
    remedy: 'Tried again by itself. If it lasts, the push service has an outage; there is nothing to change here.',
  },
  time_passed: {
    title: 'Too late in their time zone',
    remedy:
      'The time had passed there when the campaign started, and it leaves those people out. Start earlier, or choose to send a day later.',
    isNormal: true,
  },
  expired: {
    title: 'Time ran out',
    remedy: 'It could not be handed over within the time to keep trying. A longer time helps if this happens often.',
  },
  cancelled: {
    title: 'Campaign cancelled',
    remedy: 'They had not been sent it when the campaign was cancelled.',
    isNormal: true,
  },
  unsubscribed: {
    title: 'Unsubscribed before it was their turn',
    remedy: 'They left between the launch and the sending. Nothing to do.',
    isNormal: true,
  },
  not_active: {
    title: 'No longer active when it was their turn',
    remedy: 'They left, or their subscription ended, between the launch and the sending.',
    isNormal: true,
  },
  hold_out: {
    title: 'In the hold-out group',
    remedy: 'Left out on purpose, to see what happens without the campaign. Nothing to do.',
    isNormal: true,
  },
  erased: { title: 'Erased', remedy: 'Their data was deleted between the launch and the sending.', isNormal: true },
  timeout: {
    title: 'No answer in time',
    remedy: 'The push service took the request but did not answer, so it is not known whether the message arrived.',
  },
  reset: {
    title: 'Connection broke while sending',
    remedy: 'It broke after the message was handed over, so it is not known whether it arrived.',
  },
  worker_lost: {
    title: 'Interrupted while sending',
    remedy: 'A sending process stopped at that moment, so it is not known whether the message arrived.',
  },
  connect_failed: {
    title: 'The push service could not be reached',
    remedy: 'Tried again by itself. If it lasts, your operator should check the server’s connection to the internet.',
  },
  connect_timeout: {
    title: 'The push service did not answer',
    remedy: 'Tried again by itself. If it lasts, your operator should check the server’s connection to the internet.',
  },
  stream_refused: {
    title: 'Push service asked to slow down',
    remedy: 'It would not take another message on the same connection. Tried again by itself.',
    isNormal: true,
  },
  endpoint_not_allowed: {
    title: 'Address not allowed',
    remedy: 'The subscription points to a host that is not a known push service. Your operator can allow it.',
  },
  address_not_public: {
    title: 'Address is inside a private network',
    remedy: 'Nothing was sent there, for safety. Your operator should check how the server resolves names.',
  },
  bad_keys: {
    title: 'Subscription is damaged',
    remedy: 'Its keys cannot be used to encrypt. It heals by itself at their next visit to your site.',
  },
  key_unreadable: {
    title: 'The site’s sending key cannot be read',
    remedy: 'The server’s master key has changed or is missing. Sending waits; tell your operator.',
  },
  personalisation_failed: {
    title: 'Their personal text could not be written',
    remedy: 'With their values, and with the defaults too, it was larger than a push may be. Shorten the message.',
  },
  no_such_variant: {
    title: 'Message not found',
    remedy: 'The text meant for them was missing. This is a fault in Belfry; tell your operator.',
  },
  request_refused: {
    title: 'The push service did not understand the request',
    remedy:
      'This is a fault in Belfry, not in your campaign. Sending to this push service is paused; tell your operator.',
  },
  bad_request: {
    title: 'The push service did not understand the request',
    remedy:
      'This is a fault in Belfry, not in your campaign. Sending to this push service is paused; tell your operator.',
  },
  redirect: {
    title: 'The push service redirected the request',
    remedy: 'This is not followed, for safety. Ask your operator to check for a proxy between Belfry and the internet.',
  },
};

const PREFIXES: [string, ReasonText][] = [
  [
    'refused_',
    {
      title: 'The push service refused the sender',
      remedy:
        'Check the sender address under Site → Settings, and that the server’s clock is right. Sending there waits and is tried ever more rarely, at most an hour apart; when it is put right, try again.',
    },
  ],
  [
    'server_',
    {
      title: 'The push service had a fault',
      remedy: 'Tried again by itself until the time to keep trying was over.',
    },
  ],
  [
    'unexpected_',
    {
      title: 'The push service gave an unexpected answer',
      remedy: 'Sending to this push service is paused; tell your operator the code.',
    },
  ],
];

const OUTCOMES: Record<string, string> = {
  gone: 'Left',
  rejected: 'Refused',
  expired: 'Too late',
  suppressed: 'Skipped',
  unknown: 'Not known',
};

/** Words for a reason; an unknown code is shown as it is, so that it can be reported. */
export function reasonText(reason: string): ReasonText {
  const exact = TEXTS[reason];
  if (exact) return exact;
  const prefixed = PREFIXES.find(([prefix]) => reason.startsWith(prefix));
  return (
    prefixed?.[1] ?? { title: reason.replaceAll('_', ' '), remedy: 'Tell your operator this code if it happens often.' }
  );
}

/** "Left", "Refused", "Too late" … */
export function outcomeText(outcome: string): string {
  return OUTCOMES[outcome] ?? outcome;
}

const PUSH_SERVICES: [RegExp, string][] = [
  [/(^|\.)googleapis\.com(:|$)|^jmt17\.google\.com/, 'Chrome and Android (Google)'],
  [/(^|\.)push\.services\.mozilla\.com(:|$)/, 'Firefox (Mozilla)'],
  [/(^|\.)push\.apple\.com(:|$)/, 'Safari (Apple)'],
  [/(^|\.)notify\.windows\.com(:|$)/, 'Edge (Microsoft)'],
  [/^(127\.0\.0\.1|localhost|\[::1\])(:|$)/, 'Push service on this machine'],
];

/** Whose push service a host or origin is, in words; the host itself when it is not one of the large ones. */
export function pushServiceName(hostOrOrigin: string): string {
  const host = hostOrOrigin.replace(/^https?:\/\//, '');
  return PUSH_SERVICES.find(([pattern]) => pattern.test(host))?.[1] ?? host;
}

const ALERTS: Record<string, ReasonText> = {
  key_mismatch: {
    title: 'Whole batches of browsers were subscribed with another key',
    remedy:
      'Sending to this push service waits. Check under Site → Settings that the key is the one your site’s snippet uses; nobody is removed meanwhile.',
  },
};

/** Words for an alert: what stands still, and who can do what about it. */
export function alertText(code: string): ReasonText {
  return ALERTS[code] ?? reasonText(code);
}
