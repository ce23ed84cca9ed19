import type { ComposerProblem } from './composer-values';

const LABELS: Record<string, string> = {
  name: 'Campaign name',
  title: 'Title',
  body: 'Text',
  url: 'Link',
  icon: 'Icon',
  image: 'Large image',
  badge: 'Badge',
  renotify: 'Alert again',
  vibrate: 'Vibration',
  tag: 'Replace key',
  ttl: 'Keep trying for',
  throttle: 'Messages per minute',
  audience: 'Audience',
  sendAt: 'Send time',
  localAt: 'Send time',
  weekdays: 'Days',
  repeatTime: 'Time',
  startsOn: 'First day',
  until: 'Last day',
  repeatCount: 'Number of times',
};

/** A problem of a message, at its input in the form. @param path in the message */
export function problemAt(path: PropertyKey[], message: string): ComposerProblem {
  const [first, second, third] = path.map(String);
  if (first === 'translations') {
    const inner = problemAt(path.slice(2), message);
    return { ...inner, path: `translations.${second}.${inner.path}` };
  }
  if (first === 'actions' && second !== undefined) {
    const part = third === 'url' ? 'link' : 'label';
    return { path: `buttons.${second}.${third}`, label: `Button ${Number(second) + 1} ${part}`, message };
  }
  if (first === 'actions') return { path: 'buttons', label: 'Buttons', message };
  if (first === 'utm') return { path: `utm.${second}`, label: `UTM ${second}`, message };
  return { path: first ?? '', label: LABELS[first ?? ''] ?? 'Message', message };
}
