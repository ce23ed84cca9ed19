import type { TimelineRow } from './subscriber-timeline';

type Texts = { title: string; detail: string };

/** An entry of the timeline in plain words: no code, no id. */
export function timelineText(row: TimelineRow): Texts {
  const campaign = `${row.isTest ? 'Test of ' : ''}“${row.campaignName ?? ''}”`;
  switch (row.kind) {
    case 'subscribed':
      return { title: 'Subscribed', detail: '' };
    case 'imported':
      return importedText(row.props);
    case 'healed':
      return { title: 'Subscription renewed', detail: 'The browser had a new one; tags and history were kept.' };
    case 'identified':
      return row.props.known === false
        ? { title: 'Logged out', detail: 'No longer connected to a person of yours.' }
        : { title: 'Logged in', detail: 'Connected to a person of yours.' };
    case 'updated':
      return { title: 'Details changed', detail: changedText(row.props) };
    case 'unsubscribed':
      return { title: 'Unsubscribed', detail: 'Nothing is sent any more.' };
    case 'gone':
      return row.props.merged === true
        ? { title: 'Merged', detail: 'The same browser was here twice; the elder entry goes on.' }
        : { title: 'Subscription ended', detail: 'The browser withdrew it, or was removed.' };
    case 'key_mismatch':
      return { title: 'Set aside', detail: 'Subscribed with another key; heals by itself at the next visit.' };
    case 'custom':
      return { title: row.name, detail: propsText(row.props) };
    case 'visited':
      return visitsText(row.props);
    case 'sent':
      return { title: campaign, detail: 'Handed over to the push service.' };
    case 'received':
      return { title: campaign, detail: 'Arrived at the browser.' };
    case 'shown':
      return { title: campaign, detail: 'Shown.' };
    case 'clicked':
      return { title: campaign, detail: 'Clicked.' };
    case 'dismissed':
      return { title: campaign, detail: 'Closed without a click.' };
    case 'suppressed':
      return { title: campaign, detail: `Not sent: ${SUPPRESSED[row.reason ?? ''] ?? 'held back'}.` };
    case 'failed':
      return { title: campaign, detail: FAILED[row.state ?? 0] ?? 'Not delivered.' };
  }
}

/** By the reasons that claim and cancel write. */
const SUPPRESSED: Record<string, string> = {
  unsubscribed: 'had unsubscribed before it was their turn',
  gone: 'the subscription had ended before it was their turn',
  key_mismatch: 'was set aside because of another key',
  cancelled: 'the campaign was cancelled before it was their turn',
  erased: 'the data had been erased',
};

/** By delivery state. */
const FAILED: Record<number, string> = {
  3: 'Not delivered: the browser had ended its subscription.',
  4: 'Not delivered: the push service refused it.',
  5: 'Not sent: its time ran out first.',
  7: 'Not known whether it arrived: the connection broke while it was sent.',
};

function importedText(props: Record<string, unknown>): Texts {
  if (props.undone === true) return { title: 'Import undone', detail: 'What it had changed is as it was before.' };
  if (props.created === true) return { title: 'Imported', detail: 'Brought from another system.' };
  const fields = Array.isArray(props.fields) ? props.fields.map((name) => String(name).replace(/^tag:/, '')) : [];
  return { title: 'Changed by an import', detail: fields.join(', ') };
}

function changedText(props: Record<string, unknown>): string {
  const names = (value: unknown) => (Array.isArray(value) ? value.map(String).join(', ') : '');
  const parts = [
    Array.isArray(props.tags) ? `Tags: ${names(props.tags)}` : '',
    Array.isArray(props.topics) ? `Topics: ${names(props.topics) || 'none'}` : '',
  ];
  return parts.filter(Boolean).join('. ');
}

const PATHS_SHOWN = 8;

/** The pages of one day, most visited first. */
function visitsText(counts: Record<string, unknown>): Texts {
  const pages = Object.entries(counts).sort((a, b) => Number(b[1]) - Number(a[1]) || (a[0] < b[0] ? -1 : 1));
  const shown = pages
    .slice(0, PATHS_SHOWN)
    .map(([path, count]) => (Number(count) > 1 ? `${path} (${Number(count)} times)` : path));
  const rest = pages.length - shown.length;
  return {
    title: pages.length === 1 ? 'Visited a page' : `Visited ${pages.length} pages`,
    detail: shown.join(', ') + (rest > 0 ? ` and ${rest} more` : ''),
  };
}

function propsText(props: Record<string, unknown>): string {
  return Object.entries(props)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');
}
