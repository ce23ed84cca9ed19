import type { ExplanationCode } from '@/lib/contracts/explanations';
import { reasonText } from '@/lib/contracts/failure-reasons';

export interface ExplanationText {
  title: string;
  detail: string;
  remedy: string;
}

/** Answers that need no further fact. */
const TEXTS: Record<ExplanationCode, ExplanationText> = {
  not_sent_yet: {
    title: 'The campaign has not been sent yet.',
    detail: 'Who gets it is decided at the moment it is sent.',
    remedy: '',
  },
  cancelled: {
    title: 'The campaign was cancelled before it was sent to them.',
    detail: 'Who had not been sent it by then does not get it.',
    remedy: 'To send it after all, duplicate the campaign.',
  },
  still_planning: {
    title: 'The campaign is still finding who is in its audience.',
    detail: 'It has not come to this person yet.',
    remedy: 'Look again in a moment.',
  },
  subscribed_later: {
    title: 'They subscribed after the campaign was sent.',
    detail: 'A campaign goes to those who are subscribed at the moment it is sent.',
    remedy: '',
  },
  left_before: {
    title: 'They were no longer subscribed when the campaign was sent.',
    detail: 'Nothing is sent to a subscription that has ended or is set aside.',
    remedy: '',
  },
  not_chosen: {
    title: 'They were not among the people chosen by name.',
    detail: 'The campaign went to a list of single people, and they are not on it.',
    remedy: '',
  },
  excluded: {
    title: 'They were excluded.',
    detail: 'They matched a rule whose people the campaign leaves out.',
    remedy: '',
  },
  not_in_audience: {
    title: 'They were not in the audience.',
    detail: 'They do not match the rule that the campaign was sent by.',
    remedy: '',
  },
  no_longer_known: {
    title: 'It is no longer known.',
    detail: 'The campaign is older than this server keeps what became of each message; its totals are kept.',
    remedy: '',
  },
  matches_now: {
    title: 'They match the audience today, but did not when the campaign was sent.',
    detail: 'Something about them has changed since: the timeline shows what.',
    remedy: '',
  },
  waiting_for_winner: {
    title: 'They get the version that wins.',
    detail: 'The versions are being compared on a part of the audience; the rest waits for the better one.',
    remedy: '',
  },
  waiting: {
    title: 'It has not been sent to them yet.',
    detail: 'Their turn has not come.',
    remedy: '',
  },
  paused: {
    title: 'The campaign is paused.',
    detail: 'It had not been sent to them when it was paused.',
    remedy: 'Resume the campaign, and they get it.',
  },
  sending: { title: 'It is being sent to them at this moment.', detail: 'Look again in a moment.', remedy: '' },
  clicked: { title: 'They got it and clicked.', detail: 'The browser reported the click.', remedy: '' },
  dismissed: {
    title: 'They got it and closed it.',
    detail: 'The browser reported that it was closed without a click.',
    remedy: '',
  },
  shown: {
    title: 'They got it: the browser showed it.',
    detail: 'What happened then is not known: neither a click nor a closing was reported.',
    remedy: 'If they say that they saw nothing, notifications of the browser may be muted on their device.',
  },
  received: {
    title: 'It arrived at the browser; whether it was shown is not known.',
    detail: 'The browser reported that it came, but not that it was shown.',
    remedy: 'If it happens often, run the installation check on your site.',
  },
  never_seen: {
    title: 'The push service took it, but the browser never reported it.',
    detail: 'Nobody can ask a push service what became of a message.',
    remedy: '',
  },
  gone: { title: 'Their subscription had ended.', detail: 'The push service said so when it was sent.', remedy: '' },
  rejected: { title: 'The push service refused it.', detail: '', remedy: '' },
  expired: { title: 'Its time ran out before it could be handed over.', detail: '', remedy: '' },
  suppressed: { title: 'It was not sent to them.', detail: '', remedy: '' },
  unknown: {
    title: 'It is not known whether it arrived.',
    detail: 'The connection broke while it was being sent, and a push service cannot be asked afterwards.',
    remedy: '',
  },
};

/** The answer in words; for what failed, the reason and what to do about it are added. */
export function explanationText(code: ExplanationCode, reason: string | null): ExplanationText {
  const text = TEXTS[code];
  if (reason === null || !['gone', 'rejected', 'expired', 'suppressed', 'unknown'].includes(code)) return text;
  const { title, remedy } = reasonText(reason);
  return { title: text.title, detail: [text.detail, `${title}.`].filter(Boolean).join(' '), remedy };
}

/** @param ownTimes whether they wait for a time of their own: `local_time` or `best_time` */
export function waitingText(ownTimes: string | null): ExplanationText {
  const detail = ownTimes === null ? undefined : OWN_TIMES[ownTimes];
  return detail === undefined ? TEXTS.waiting : { ...TEXTS.waiting, detail };
}

const OWN_TIMES: Record<string, string> = {
  local_time: 'It is sent when their own clock shows the time, and that has not come yet.',
  best_time:
    'Each person gets it at their best hour: that at which they were active most, or the site’s where too little is known of them. Theirs has not come yet.',
};

/** What it can mean that a message was accepted and nothing was heard of it. */
export function neverSeenText(mayStillArrive: boolean): ExplanationText {
  return {
    title: TEXTS.never_seen.title,
    detail: mayStillArrive
      ? 'The device may be switched off or without a network: the push service keeps it until the time below, and it may still arrive.'
      : 'The device may have been off for longer than the push service keeps a message, notifications may be switched off in the system, or a blocker may have kept the browser from reporting it.',
    remedy: mayStillArrive ? '' : 'A longer time to live helps people whose devices are often off.',
  };
}
